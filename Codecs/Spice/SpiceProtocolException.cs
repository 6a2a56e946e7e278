namespace Scanout.Codecs.Spice;

/// <summary>A client broke the protocol: at which byte of its stream, and which rule.</summary>
public sealed class SpiceProtocolException : Exception
{
    public SpiceProtocolException() { }
    public SpiceProtocolException(string message) : base(message) { }
    public SpiceProtocolException(string message, Exception innerException) : base(message, innerException) { }

    /// <param name="offset">Bytes from the beginning of what the client sent to the beginning of the message at fault.</param>
    /// <param name="rule">What it should have kept to.</param>
    public SpiceProtocolException(long offset, string rule) : base($"protocol broken at byte {offset}: {rule}") => Offset = offset;

    public long Offset { get; }
}
