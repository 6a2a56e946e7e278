using Scanout.Codecs.Rfb;

namespace Scanout.Pipeline.Sinks.Access;

/// <summary>The password of VNC authentication, and until when it is good.</summary>
/// <param name="Text">The protocol takes its first 8 bytes.</param>
/// <param name="Expires">Null where it is good for ever.</param>
public sealed record VncPassword(string Text, DateTimeOffset? Expires)
{
    public bool Verify(ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> response, DateTimeOffset now) =>
        VncAuthentication.Verify(Text, challenge, response) & !(now >= Expires);

    /// <summary>Never the password: records end up in logs.</summary>
    public override string ToString() => $"a password, good until {Expires?.ToString("u") ?? "ever"}";
}
