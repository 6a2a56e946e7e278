using Scanout.Pipeline.Recordings;

namespace Scanout.Hosting.Playbacks;

/// <summary>Opens what is on the disk.</summary>
sealed class TimelineOpener : IRecordingOpener
{
    public IRecordedPictures Open(string path, string? keyFile) => RecordingTimeline.Open(path, keyFile);
}
