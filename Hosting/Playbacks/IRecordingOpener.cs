using Scanout.Pipeline.Recordings;

namespace Scanout.Hosting.Playbacks;

/// <summary>Opens recordings to be played.</summary>
interface IRecordingOpener
{
    /// <param name="path">One segment, or a display's directory of them.</param>
    /// <param name="keyFile">What it is sealed with; null where it is not.</param>
    /// <exception cref="RecordingException">There is nothing that can be played.</exception>
    IRecordedPictures Open(string path, string? keyFile);
}
