using System.Collections.Concurrent;
using System.Diagnostics;
using Scanout.Pipeline.Recordings;

namespace Scanout.Hosting.Web.Past;

/// <summary>
/// When something happened in the displays' pasts. It remembers what it read of files that have stayed as they were; any thread may ask.
/// </summary>
sealed class PastActivities(PastShelf shelf)
{
    const int MaxFiles = 4096;

    /// <summary>What comes after so long a rest is another activity.</summary>
    static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    /// <summary>Which one it begins with is to be found exactly.</summary>
    static readonly TimeSpan Exact = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<string, KnownFile> known = new(StringComparer.Ordinal);
    readonly Lazy<byte[]?> secret = new(() => shelf.KeyFile is { } file ? RecordingKey.Read(file) : null);

    /// <summary>How much happened between two moments, in that many steps of equal length.</summary>
    public long[] Between(PastReader reader, TimeSpan from, TimeSpan to, int steps, CancellationToken cancellationToken)
    {
        var (values, step) = (new long[steps], Math.Max(1, (to - from).Ticks / (double)steps));
        var resolution = TimeSpan.FromTicks((long)step);
        foreach (var stretch in reader.Stretches.Where(stretch => stretch.Start < to && stretch.End > from))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (begin, end, bytes) in Of(stretch, resolution))
                Spread(values, (begin - from).Ticks / step, (end - from).Ticks / step, bytes);
        }
        return values;
    }

    /// <summary>When, after a moment or before it, something began to happen after a rest; null where nothing did.</summary>
    public TimeSpan? Beginning(PastReader reader, TimeSpan moment, bool isForward, CancellationToken cancellationToken) =>
        isForward ? Next(reader, moment, cancellationToken) : Previous(reader, moment, cancellationToken);

    TimeSpan? Next(PastReader reader, TimeSpan moment, CancellationToken cancellationToken)
    {
        // What is searched may begin within the segment before.
        var first = Math.Max(0, reader.Stretches.Count(stretch => stretch.Start <= moment) - 1);
        TimeSpan? last = null;
        foreach (var (begin, end, _) in reader.Stretches.Skip(first).SelectMany(Read))
        {
            var isBeginning = last is null || begin - last > Rest;
            last = end > last || last is null ? end : last;
            if (isBeginning && end > moment && reader.BeginningAt(begin) is var at && at > moment)
                return at;
        }
        return null;

        IEnumerable<RecordedActivity> Read(RecordedStretch stretch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Of(stretch, Exact);
        }
    }

    /// <summary>Backwards, so that no more of a long past is read than it takes.</summary>
    TimeSpan? Previous(PastReader reader, TimeSpan moment, CancellationToken cancellationToken)
    {
        TimeSpan? later = null;
        foreach (var stretch in reader.Stretches.Where(stretch => stretch.Start < moment).Reverse())
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (begin, end, _) in Of(stretch, Exact).Reverse())
            {
                if (later is { } candidate && candidate - end > Rest && reader.BeginningAt(candidate) is var at && at < moment)
                    return at;
                if (begin < moment)
                    later = begin < later || later is null ? begin : later;
            }
        }
        return later is { } first && reader.BeginningAt(first) is var found && found < moment ? found : null;
    }

    /// <summary>On the timeline's clock.</summary>
    IEnumerable<RecordedActivity> Of(RecordedStretch stretch, TimeSpan resolution) =>
        Read(stretch.Path, resolution).Select(active => active with { From = stretch.Start + active.From, To = stretch.Start + active.To });

    IReadOnlyList<RecordedActivity> Read(string path, TimeSpan resolution)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            return [];
        var (bytes, changed) = (file.Length, file.LastWriteTimeUtc);
        if (known.TryGetValue(path, out var before) && before.Bytes == bytes && before.Changed == changed && before.Resolution <= resolution)
            return before.Activity;
        try
        {
            var activity = SegmentActivity.Read(path, secret.Value, resolution);
            if (known.Count >= MaxFiles)
                ForgetOldest();
            known[path] = new KnownFile(bytes, changed, resolution, activity, Stopwatch.GetTimestamp());
            return activity;
        }
        catch (RecordingException)
        {
            // It was too old to be kept any longer.
            return [];
        }
    }

    /// <summary>A quarter of them, of displays that nobody looks at any more among others.</summary>
    void ForgetOldest()
    {
        foreach (var (path, _) in known.OrderBy(file => file.Value.ReadAt).Take(MaxFiles / 4))
            known.TryRemove(path, out _);
    }

    /// <summary>Shares an amount out among the steps that it lies in.</summary>
    static void Spread(long[] values, double from, double to, long amount)
    {
        var length = Math.Max(to - from, 1e-9);
        for (var at = (int)Math.Clamp(from, 0, values.Length); at < values.Length && (at < to || at == (int)from); at++)
            if (at + 1 > from)
            {
                var part = to - from < 1e-9 ? 1 : (Math.Min(at + 1, to) - Math.Max(at, from)) / length;
                values[at] += (long)Math.Ceiling(amount * Math.Clamp(part, 0, 1));
            }
    }

    /// <summary>A file as it was when it was read, and what was in it.</summary>
    readonly record struct KnownFile(long Bytes, DateTime Changed, TimeSpan Resolution, IReadOnlyList<RecordedActivity> Activity, long ReadAt);
}
