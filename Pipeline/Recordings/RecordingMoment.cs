using System.Globalization;
using System.Text.RegularExpressions;

namespace Scanout.Pipeline.Recordings;

/// <summary>
/// A moment of a recording as an operator names it: a date and time as ISO 8601 has it, local where no zone is named; a time of day, the
/// last such one that the recording reaches; so long after its beginning (<c>+90s</c>, <c>+1h5m</c>, <c>+1:30</c>); or before its end
/// (<c>-5m</c>).
/// </summary>
public sealed partial class RecordingMoment
{
    static readonly string[] TimesOfDay = ["H':'mm", "H':'mm':'ss", "H':'mm':'ss.FFFFFFF"];

    static readonly string[] Dates =
    [
        "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF",
    ];

    readonly TimeSpan? fromStart;
    readonly TimeSpan? fromEnd;
    readonly TimeOnly? timeOfDay;
    readonly DateTime? local;
    readonly DateTimeOffset? instant;

    RecordingMoment(
        TimeSpan? fromStart = null, TimeSpan? fromEnd = null, TimeOnly? timeOfDay = null, DateTime? local = null,
        DateTimeOffset? instant = null) =>
        (this.fromStart, this.fromEnd, this.timeOfDay, this.local, this.instant) = (fromStart, fromEnd, timeOfDay, local, instant);

    /// <summary>What is said of a text that names no moment.</summary>
    public const string Expected = "a time such as 2026-11-26T03:12:00Z, 03:12, +90s, +1h5m, +1:30 or -5m";

    /// <summary>False where the text names no moment.</summary>
    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out RecordingMoment? moment)
    {
        moment = Parse(text ?? "");
        return moment is not null;
    }

    /// <summary>The moment on a recording's clock, be it within the recording or not; null where the local time named never was.</summary>
    /// <param name="start">The recording's beginning on its clock.</param>
    /// <param name="end">Its end.</param>
    /// <param name="wallClock">What the wall clock said at a moment.</param>
    /// <param name="momentOf">The moment of a wall clock's time.</param>
    /// <param name="zone">Where local times are meant.</param>
    public TimeSpan? On(
        TimeSpan start, TimeSpan end, Func<TimeSpan, DateTimeOffset> wallClock, Func<DateTimeOffset, TimeSpan> momentOf, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(wallClock);
        ArgumentNullException.ThrowIfNull(momentOf);
        ArgumentNullException.ThrowIfNull(zone);
        if (fromStart is { } after)
            return start + after;
        if (fromEnd is { } before)
            return end - before;
        var found = instant ?? (local is { } time ? FirstOf(time, zone) : LastBefore(wallClock(end), zone));
        return found is { } at ? momentOf(at) : null;
    }

    static RecordingMoment? Parse(string text)
    {
        if (text.StartsWith('+'))
            return Length(text[1..]) is { } after ? new RecordingMoment(fromStart: after) : null;
        if (text.StartsWith('-'))
            return Length(text[1..]) is { } before ? new RecordingMoment(fromEnd: before) : null;
        if (TimeOnly.TryParseExact(text, TimesOfDay, CultureInfo.InvariantCulture, DateTimeStyles.None, out var timeOfDay))
            return new RecordingMoment(timeOfDay: timeOfDay);
        if (DateTime.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return new RecordingMoment(local: local);
        return DateTimeOffset.TryParseExact(
            text, [.. Dates.Select(format => format + "K")], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? new RecordingMoment(instant: instant)
            : null;
    }

    static TimeSpan? Length(string text)
    {
        var found = WithUnits().Match(text);
        found = found.Success && text.Length > 0 ? found : WithColons().Match(text);
        if (!found.Success || text.Length == 0)
            return null;
        var seconds = Number("d") * 86400 + Number("h") * 3600 + Number("m") * 60 + Number("s");
        return seconds < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(seconds) : null;

        double Number(string unit) =>
            found.Groups[unit] is { Success: true } group ? double.Parse(group.Value, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>The time of day on the last day, backwards from a moment, on which it was.</summary>
    DateTimeOffset? LastBefore(DateTimeOffset end, TimeZoneInfo zone)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(end, zone).DateTime);
        // A clock that is set forward leaves a time out on one day, no more than on two.
        for (var back = 0; back < 4; back++)
        {
            var time = day.AddDays(-back).ToDateTime(timeOfDay!.Value);
            if (InstantsOf(time, zone).Where(at => at <= end).Select(at => (DateTimeOffset?)at).Max() is { } found)
                return found;
        }
        return null;
    }

    static DateTimeOffset? FirstOf(DateTime time, TimeZoneInfo zone) =>
        InstantsOf(time, zone).Select(at => (DateTimeOffset?)at).Min();

    /// <summary>When a local time was: never where a clock was set forward over it, twice where it was set back.</summary>
    static IEnumerable<DateTimeOffset> InstantsOf(DateTime time, TimeZoneInfo zone)
    {
        TimeSpan[] offsets = zone.IsInvalidTime(time) ? []
            : zone.IsAmbiguousTime(time) ? zone.GetAmbiguousTimeOffsets(time)
            : [zone.GetUtcOffset(time)];
        return offsets.Select(offset => new DateTimeOffset(time, offset));
    }

    [GeneratedRegex(@"^(?:(?<d>\d{1,9})d)?(?:(?<h>\d{1,9})h)?(?:(?<m>\d{1,9})m)?(?:(?<s>\d{1,9}(?:\.\d{1,9})?)s?)?$")]
    private static partial Regex WithUnits();

    [GeneratedRegex(@"^(?:(?<h>\d{1,6}):)?(?<m>\d{1,6}):(?<s>\d{2}(?:\.\d{1,9})?)$")]
    private static partial Regex WithColons();
}
