using System.Collections.Concurrent;
using Scanout.Pipeline.Input;

namespace Scanout.Pipeline.Sinks.Audiences;

/// <summary>
/// The audiences of all displays, each made when it is first asked for, and the numbers by which their viewers go. Any thread may ask.
/// Owned by the host, which disposes it once no session runs any more.
/// </summary>
/// <param name="settings">How viewers get along.</param>
/// <param name="createInput">Makes a display's way to its VM, by its name; null where it has none.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class AudienceDirectory(
    AudienceSettings settings, Func<string, IInputTarget?> createInput, TimeProvider timeProvider) : IAsyncDisposable
{
    readonly ConcurrentDictionary<string, Lazy<Audience>> audiences = new(StringComparer.Ordinal);
    long lastNumber;

    /// <summary>Everybody who watches anything, in the order of their numbers.</summary>
    public IReadOnlyList<AudienceSeat> Seats =>
        [.. audiences.Values.SelectMany(audience => audience.Value.Seats).OrderBy(seat => seat.Entry.Number)];

    /// <summary>The audience of the display of that name.</summary>
    public Audience Of(string display) => audiences.GetOrAdd(
        display, name => new Lazy<Audience>(() => new Audience(name, settings, createInput(name), timeProvider))).Value;

    /// <summary>The display of that name is forgotten: its viewers are disconnected, and its VM is let go.</summary>
    /// <param name="display">The display's name.</param>
    /// <param name="reason">What the log tells of its viewers.</param>
    public async Task ForgetAsync(string display, string reason)
    {
        if (!audiences.TryRemove(display, out var audience))
            return;
        audience.Value.Close(reason);
        if (audience.Value.Input is IAsyncDisposable input)
            await input.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A number that no viewer had before.</summary>
    public long NextNumber() => Interlocked.Increment(ref lastNumber);

    /// <summary>The viewer of that number, if he is still there.</summary>
    public AudienceSeat? Find(long number) => Seats.FirstOrDefault(seat => seat.Entry.Number == number);

    public async ValueTask DisposeAsync()
    {
        foreach (var audience in audiences.Values)
            if (audience.Value.Input is IAsyncDisposable input)
                await input.DisposeAsync().ConfigureAwait(false);
    }
}
