namespace Scanout.Pipeline.Recordings.Export;

/// <summary>An export can't be made; the message is the one line that tells an operator why.</summary>
public sealed class ExportException : Exception
{
    public ExportException() { }
    public ExportException(string message) : base(message) { }
    public ExportException(string message, Exception innerException) : base(message, innerException) { }
}
