namespace Scanout.Pipeline.Devices.Qemu;

/// <summary>A QMP connection is not to be had, or has come to an end; the message says why in a sentence.</summary>
sealed class QmpException : Exception
{
    public QmpException() { }
    public QmpException(string message) : base(message) { }
    public QmpException(string message, Exception innerException) : base(message, innerException) { }
}
