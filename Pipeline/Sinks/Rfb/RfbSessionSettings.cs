using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>What all RFB sessions of the service have in common.</summary>
/// <param name="Admission">Who is let in; null where everybody is.</param>
/// <param name="Interval">As <see cref="Interval"/> is at first.</param>
public sealed record RfbSessionSettings(Admission? Admission, TimeSpan Interval)
{
    /// <summary>Between two frames that a viewer wants at most: of those who come from here on.</summary>
    public TimeSpan Interval { get; set; } = Interval;

    /// <summary>The certificate of TLS; null where there is none.</summary>
    public TlsCertificate? Tls { get; init; }

    /// <summary>Whether, where there is a certificate, nothing goes over the network without it.</summary>
    public bool IsTlsRequired { get; init; } = true;

    /// <summary>Where it is told who was let in and who was not.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>For the whole handshake, from the first byte to ServerInit.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For the rest of a message whose beginning has come.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Before a wrong password is answered.</summary>
    public TimeSpan RefusalDelay { get; init; } = TimeSpan.FromSeconds(1);
}
