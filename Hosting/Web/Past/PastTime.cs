using System.Globalization;
using Scanout.Pipeline.Recordings;

namespace Scanout.Hosting.Web.Past;

/// <summary>Moments of the past as they stand in addresses and answers: ISO 8601, seconds since 1970, or as <see cref="RecordingMoment"/> has them.</summary>
static class PastTime
{
    const double MaxUnixSeconds = 253_402_300_799;

    static readonly TimeSpan Beyond = TimeSpan.FromDays(36525);

    /// <summary>False where the text names none. One that is further from the recording than anybody means is a century from it.</summary>
    public static bool TryParse(string? text, PastReader reader, out TimeSpan moment)
    {
        var (found, start, end) = (Parse(text, reader), reader.Timeline.Start, reader.Timeline.End);
        moment = found is not { } at ? default : at < start - Beyond ? start - Beyond : at > end + Beyond ? end + Beyond : at;
        return found is not null;
    }

    static TimeSpan? Parse(string? text, PastReader reader)
    {
        // In a query, a plus that was not escaped is a space.
        text = (text ?? "").Replace(' ', '+');
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            return seconds > MaxUnixSeconds ? null : reader.Moment(DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(Math.Round(seconds * 1e6)));
        return RecordingMoment.TryParse(text, out var named)
            ? named.On(reader.Timeline.Start, reader.Timeline.End, reader.WallClock, reader.Moment, TimeZoneInfo.Local) : null;
    }

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
