using Scanout.Hosting.Configuration;
using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Hosting;

/// <summary>The certificates of the protocols' listeners, one where both name the same files.</summary>
sealed class ListenerCertificates
{
    public ListenerCertificates(ScanoutSettings settings, ILogger logger)
    {
        var (vnc, spice) = (settings.Vnc.Tls, settings.Spice.Tls);
        Vnc = vnc is null ? null : Of(vnc, logger);
        Spice = spice is null ? null
            : Vnc is not null && (spice.Certificate, spice.Key) == (vnc!.Certificate, vnc.Key) ? Vnc
            : Of(spice, logger);
    }

    /// <summary>Null where there is no TLS.</summary>
    public TlsCertificate? Vnc { get; }

    /// <summary>Null where there is no TLS.</summary>
    public TlsCertificate? Spice { get; }

    /// <summary>Read once before anybody asks, so that there is one to stay with where the files are spoilt later.</summary>
    public static TlsCertificate Of(TlsSettings tls, ILogger logger)
    {
        var certificate = new TlsCertificate(tls.Certificate, tls.Key, logger);
        _ = certificate.Current;
        return certificate;
    }
}
