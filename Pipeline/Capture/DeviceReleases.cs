using System.Collections.Concurrent;

namespace Scanout.Pipeline.Capture;

/// <summary>Devices that are to be let go and are still held: by a call that has not returned. Any thread.</summary>
public static class DeviceReleases
{
    static readonly ConcurrentDictionary<object, Func<TimeSpan>> Pending = new(ReferenceEqualityComparer.Instance);

    /// <summary>How long the one has been held that is held the longest; zero where there is none.</summary>
    public static TimeSpan Longest => Pending.IsEmpty ? TimeSpan.Zero : Pending.Values.Select(held => held()).DefaultIfEmpty().Max();

    internal static void Begin(object holder, TimeProvider timeProvider)
    {
        var since = timeProvider.GetTimestamp();
        Pending.TryAdd(holder, () => timeProvider.GetElapsedTime(since));
    }

    internal static void End(object holder) => Pending.TryRemove(holder, out _);
}
