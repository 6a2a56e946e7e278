namespace Scanout.Pipeline.Recordings.Store;

/// <summary>
/// A segment of a display's recording, as it lies on disk. The display's name is that of the directory that it lies in, the bytes are the
/// file's length, and an open one is being written.
/// </summary>
public sealed record StoredSegment(string Path, string Display, long Bytes, bool IsOpen);
