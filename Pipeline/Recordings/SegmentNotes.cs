using Scanout.Codecs.Recording;

namespace Scanout.Pipeline.Recordings;

/// <summary>What a segment tells beside its pictures, as far as it has been read: clocks, gaps, and what of it is damaged. Owned by its player.</summary>
sealed class SegmentNotes(string path, DateTimeOffset start)
{
    readonly SortedList<long, RecordedGap> gaps = [];
    readonly SortedList<long, DateTimeOffset> clocks = [];

    /// <summary>By the time of their end.</summary>
    public IEnumerable<RecordedGap> Gaps => gaps.Values;

    /// <summary>What was not right, at last; null where all was.</summary>
    public string? Fault { get; private set; }

    /// <summary>The wall clock at a moment, by the last clock before it.</summary>
    public DateTimeOffset WallClock(long micros)
    {
        var known = clocks.Keys.LastOrDefault(time => time <= micros, -1);
        var (time, from) = known < 0 ? (start, 0) : (clocks[known], known);
        return time.AddTicks((micros - from) * TimeSpan.TicksPerMicrosecond);
    }

    /// <summary>Takes a record that shows nothing.</summary>
    /// <exception cref="RecordingFormatException">It is malformed.</exception>
    public void Take(RecordsReader record)
    {
        if (record.Type == RecordType.Clock)
            clocks[record.TimeMicroseconds] = record.ReadClock();
        if (record.Type != RecordType.Gap)
            return;
        var (why, duration, count, sentence) = record.ReadGap();
        var to = TimeSpan.FromMicroseconds(record.TimeMicroseconds);
        gaps[record.TimeMicroseconds] = new RecordedGap(to - TimeSpan.FromMicroseconds(duration), to, why, count, sentence);
    }

    /// <summary>A chunk is not right.</summary>
    public void TakeDamage(string problem, long offset) => Fault = $"{path} is damaged at byte {offset}: {problem}";

    /// <summary>The same; and so nothing can be shown from one moment to another.</summary>
    public void TakeDamage(string problem, long offset, long fromMicroseconds, long toMicroseconds)
    {
        TakeDamage(problem, offset);
        var (from, to) = (TimeSpan.FromMicroseconds(fromMicroseconds), TimeSpan.FromMicroseconds(toMicroseconds));
        gaps[toMicroseconds] = new RecordedGap(from, to, GapReason.Failed, 0, Fault!);
    }
}
