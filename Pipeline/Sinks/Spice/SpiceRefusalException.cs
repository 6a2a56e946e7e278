using Scanout.Codecs.Spice;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>A connection was not linked: with the protocol's code for it, and in a sentence.</summary>
sealed class SpiceRefusalException : Exception
{
    public SpiceRefusalException() { }
    public SpiceRefusalException(string message) : base(message) { }
    public SpiceRefusalException(string message, Exception innerException) : base(message, innerException) { }

    public SpiceRefusalException(SpiceError error, string message) : base(message) => Error = error;

    public SpiceError Error { get; } = SpiceError.General;
}
