using System.Text.Json.Serialization;
using Scanout.Hosting.Playbacks;
using Scanout.Pipeline.Devices.Replay;

namespace Scanout.Hosting.Web.Playbacks;

/// <summary>A recording that is played, as <c>GET /api/playbacks</c> tells of it.</summary>
/// <param name="Name">The display's that shows it.</param>
/// <param name="Source">The file, or the display whose past it is.</param>
/// <param name="Start">The wall clock at its start.</param>
/// <param name="End">The same at its end, so far.</param>
/// <param name="Position">The same of what is shown.</param>
/// <param name="Seconds">What is shown, in seconds from the start.</param>
/// <param name="Length">The end, in seconds from the start.</param>
/// <param name="Speed">Seconds of the recording in a second.</param>
/// <param name="Paused">Whether it stands.</param>
/// <param name="Growing">Whether it is still being recorded.</param>
/// <param name="Gap">Why it is not known what was shown at this moment; left out where it is known.</param>
/// <param name="Vnc">Where viewers connect.</param>
public sealed record PlaybackRecord(
    string Name, string Source, DateTimeOffset Start, DateTimeOffset End, DateTimeOffset Position, double Seconds, double Length, double Speed,
    bool Paused, bool Growing, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Gap, DisplayAddress? Vnc)
{
    internal static PlaybackRecord Of(PlayedRecording played, DisplayAddress? vnc)
    {
        var playback = played.Playback;
        var (start, end, position) = (playback.Start, playback.End, playback.Position);
        return new PlaybackRecord(
            played.Name, played.Source, playback.WallClock(start), playback.WallClock(end), playback.WallClock(position),
            SecondsOf(position - start), SecondsOf(end - start), playback.Speed, playback.IsPaused, playback.IsGrowing, GapAt(playback, position), vnc);
    }

    static double SecondsOf(TimeSpan time) => Math.Round(time.TotalSeconds, 6);

    static string? GapAt(Playback playback, TimeSpan position) =>
        playback.GapAt(position) is { } gap ? gap.Sentence.Length > 0 ? gap.Sentence : $"{gap.Why}" : null;
}
