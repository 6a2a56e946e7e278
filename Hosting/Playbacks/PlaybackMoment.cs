using System.Globalization;
using System.Text.RegularExpressions;
using Scanout.Pipeline.Devices.Replay;

namespace Scanout.Hosting.Playbacks;

/// <summary>
/// A moment of a playback as people write it: a time (ISO 8601; without an offset it is this host's local time), <c>+30s</c> from the start, or
/// <c>-30s</c> from the end. Units are ms, s, m and h; seconds where there is none.
/// </summary>
static partial class PlaybackMoment
{
    public const string Forms = "a time such as 2026-11-26T03:12:00, +30s from the start, or -30s from the end";

    public static bool TryParse(string text, Playback playback, out TimeSpan moment)
    {
        moment = default;
        if (Offset().Match(text) is { Success: true } match)
        {
            var offset = double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) * UnitOf(match.Groups[3].Value);
            if (offset > TimeSpan.MaxValue.TotalMilliseconds / 4)
                return false;
            var distance = TimeSpan.FromMilliseconds(offset);
            moment = match.Groups[1].Value == "-" ? playback.End - distance : playback.Start + distance;
            return true;
        }
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var wallClock))
            return false;
        moment = playback.Moment(wallClock);
        return true;
    }

    static double UnitOf(string unit) => unit switch { "ms" => 1, "m" => 60_000, "h" => 3_600_000, _ => 1000 };

    [GeneratedRegex(@"^([+-])([0-9]{1,12}(?:\.[0-9]{1,9})?)(ms|s|m|h)?$")]
    private static partial Regex Offset();
}
