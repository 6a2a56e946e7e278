namespace Scanout.Pipeline.Recordings;

/// <summary>A file can't be read as a recording; the message is one sentence that names it.</summary>
public sealed class RecordingException : Exception
{
    public RecordingException() { }
    public RecordingException(string message) : base(message) { }
    public RecordingException(string message, Exception innerException) : base(message, innerException) { }
}
