using System.Collections.Concurrent;
using Scanout.Actors.Displays;

namespace Scanout.Hosting.Telemetry;

/// <summary>Every display's status as of its last change, for who can't wait for an answer of the displays' actor. Any thread may ask.</summary>
sealed class DisplayBoard
{
    readonly ConcurrentDictionary<string, DisplayStatus> displays = new(StringComparer.Ordinal);

    public IEnumerable<DisplayStatus> All => displays.Values;

    public void Put(DisplayStatus status) => displays[status.Name] = status;

    public void Remove(string display) => displays.TryRemove(display, out _);
}
