using System.Globalization;
using Scanout.Pipeline.Recordings;

namespace Scanout.Hosting.Web.Past;

/// <summary>Moments of the past as they stand in addresses and answers: ISO 8601, seconds since 1970, or as <see cref="RecordingMoment"/> has them.</summary>
static class PastTime
{
    const double MaxUnixSeconds = 253_402_300_799;

    /// <summary>False where the text names none.</summary>
    public static bool TryParse(string? text, PastReader reader, out TimeSpan moment)
    {
        moment = default;
        // In a query, a plus that was not escaped is a space.
        text = (text ?? "").Replace(' ', '+');
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            if (seconds > MaxUnixSeconds)
                return false;
            moment = reader.Moment(DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(Math.Round(seconds * 1e6)));
            return true;
        }
        var found = RecordingMoment.TryParse(text, out var named)
            ? named.On(reader.Timeline.Start, reader.Timeline.End, reader.WallClock, reader.Moment, TimeZoneInfo.Local) : null;
        moment = found ?? default;
        return found is not null;
    }

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
