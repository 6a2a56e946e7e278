namespace Scanout.Codecs.Rfb;

/// <summary>A client broke the protocol: at which byte of its stream, and which rule.</summary>
public sealed class RfbProtocolException : Exception
{
    public RfbProtocolException() { }
    public RfbProtocolException(string message) : base(message) { }
    public RfbProtocolException(string message, Exception innerException) : base(message, innerException) { }

    /// <param name="offset">Bytes from the beginning of what the client sent to the beginning of the message at fault.</param>
    /// <param name="rule">What it should have kept to.</param>
    public RfbProtocolException(long offset, string rule) : base($"protocol broken at byte {offset}: {rule}") => Offset = offset;

    public long Offset { get; }
}
