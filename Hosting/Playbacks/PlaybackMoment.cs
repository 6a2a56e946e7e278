using Scanout.Pipeline.Devices.Replay;
using Scanout.Pipeline.Recordings;

namespace Scanout.Hosting.Playbacks;

/// <summary>A moment of a playback as people write it, <see cref="RecordingMoment"/>; local times are this host's.</summary>
static class PlaybackMoment
{
    /// <summary>False where the text names none.</summary>
    public static bool TryParse(string? text, Playback playback, out TimeSpan moment)
    {
        var found = RecordingMoment.TryParse(text, out var named)
            ? named.On(playback.Start, playback.End, playback.WallClock, playback.Moment, TimeZoneInfo.Local) : null;
        moment = found ?? default;
        return found is not null;
    }
}
