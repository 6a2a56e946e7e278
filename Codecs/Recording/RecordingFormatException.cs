namespace Scanout.Codecs.Recording;

/// <summary>A recording breaks a rule of its format; the message names the rule. Caught where a segment is read: the recording ends there.</summary>
public sealed class RecordingFormatException : Exception
{
    public RecordingFormatException() { }
    public RecordingFormatException(string message) : base(message) { }
    public RecordingFormatException(string message, Exception innerException) : base(message, innerException) { }
}
