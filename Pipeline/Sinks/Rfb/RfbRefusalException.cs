namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>A viewer was not let in.</summary>
sealed class RfbRefusalException : Exception
{
    public RfbRefusalException() { }
    public RfbRefusalException(string message) : base(message) { }
    public RfbRefusalException(string message, Exception innerException) : base(message, innerException) { }
}
