using System.Text.Json.Serialization;
using Scanout.Hosting.Web.Recordings;
using Scanout.Pipeline.Recordings;

namespace Scanout.Hosting.Web.Past;

/// <summary>What has been recorded of a display, as <c>GET /api/displays/NAME/past</c> tells of it.</summary>
/// <param name="Start">The wall clock at its beginning.</param>
/// <param name="End">The last moment that it tells of, so far.</param>
/// <param name="Growing">Whether it is still being recorded.</param>
/// <param name="Gaps">Stretches, of what was asked for, of which it is not known what was shown, as far as they have been read.</param>
/// <param name="Segments">What what was asked for is made of, in its order.</param>
/// <param name="Activity">How much happened when.</param>
/// <param name="Formats">What it can be exported as.</param>
/// <param name="Missing">Why there is not more of them; left out where there is nothing more.</param>
public sealed record PastRecord(
    DateTimeOffset Start, DateTimeOffset End, bool Growing, IReadOnlyList<PastGap> Gaps, IReadOnlyList<PastSegment> Segments, PastActivity Activity,
    IReadOnlyList<string> Formats, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Missing);

/// <summary>A stretch of which it is not known what was shown.</summary>
public sealed record PastGap(DateTimeOffset From, DateTimeOffset To, string Why);

/// <summary>One segment: <paramref name="State"/> is <c>recording</c>, <c>complete</c>, <c>torn</c>.</summary>
public sealed record PastSegment(DateTimeOffset Start, DateTimeOffset End, string State)
{
    internal static PastSegment Of(RecordedStretch stretch) => new(
        stretch.StartTime, stretch.StartTime + (stretch.End - stretch.Start), RecordingRecord.StateOf(stretch.State));
}

/// <summary>How much happened, in steps of equal length: bytes of the recording.</summary>
public sealed record PastActivity(DateTimeOffset From, DateTimeOffset To, double Seconds, IReadOnlyList<long> Values);

/// <summary>A moment.</summary>
public sealed record PastMoment(DateTimeOffset At);
