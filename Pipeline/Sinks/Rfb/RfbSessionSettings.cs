namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>What all RFB sessions of the service have in common.</summary>
/// <param name="Password">The password of VNC authentication, of which the protocol takes 8 bytes; null where viewers need none.</param>
/// <param name="Interval">Between two frames that a viewer wants at most.</param>
public sealed record RfbSessionSettings(string? Password, TimeSpan Interval)
{
    /// <summary>For the whole handshake, from the first byte to ServerInit.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For the rest of a message whose beginning has come.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Before a wrong password is answered.</summary>
    public TimeSpan RefusalDelay { get; init; } = TimeSpan.FromSeconds(1);
}
