using Scanout.Pipeline.Recordings;

namespace Scanout.Hosting.Playbacks;

/// <summary>Opens a recording to be played.</summary>
/// <param name="path">One segment, or a display's directory of them.</param>
/// <param name="keyFile">What it is sealed with; null where it is not.</param>
delegate IRecordedPictures OpenRecording(string path, string? keyFile);
