using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Scanout.Pipeline.Sinks.Access;

/// <summary>
/// The certificate, its chain and its key, from PEM files that are read anew when they change. A renewal that can't be used is logged once
/// and leaves the certificate that is there in force. Any thread may ask.
/// </summary>
public sealed class TlsCertificate(string certificatePath, string keyPath, ILogger logger)
{
    readonly Lock gate = new();
    (FileStamp Certificate, FileStamp Key) stamps;
    SslStreamCertificateContext? current;

    /// <summary>What a handshake shows now; throws as <see cref="Read"/> does where there has never been a good one.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            lock (gate)
            {
                var now = (FileStamp.Of(certificatePath), FileStamp.Of(keyPath));
                if (current is null || now != stamps)
                    Renew();
                stamps = now;
                return current!;
            }
        }
    }

    /// <summary>
    /// The authority that the file's certificates lead to, as PEM, for viewers that are to trust it; null where it is not among them, as it
    /// is one that viewers are expected to know. Throws as <see cref="Read"/> does where the file is none any more.
    /// </summary>
    public string? ReadAuthority()
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificatePath);
        try
        {
            return chain is [.., var last] && last.SubjectName.RawData.AsSpan().SequenceEqual(last.IssuerName.RawData)
                ? last.ExportCertificatePem()
                : null;
        }
        finally
        {
            foreach (var certificate in chain)
                certificate.Dispose();
        }
    }

    /// <summary>What a server's side of a handshake is to be like.</summary>
    /// <param name="protocols">The versions to choose from.</param>
    public SslServerAuthenticationOptions OptionsFor(SslProtocols protocols) => new()
    {
        ServerCertificateContext = Current,
        EnabledSslProtocols = protocols,
        AllowRenegotiation = false,
    };

    /// <summary>
    /// Reads the files. CryptographicException, IOException or UnauthorizedAccessException where they are not a certificate and its key.
    /// </summary>
    public static SslStreamCertificateContext Read(string certificatePath, string keyPath)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificatePath);
        // The first is the server's own; those that follow lead from it to the authority.
        using var loaded = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
        var own = X509CertificateLoader.LoadPkcs12(loaded.Export(X509ContentType.Pkcs12), password: null);
        if (chain.Count > 0)
        {
            chain[0].Dispose();
            chain.RemoveAt(0);
        }
        return SslStreamCertificateContext.Create(own, chain, offline: true);
    }

    void Renew()
    {
        try
        {
            var renewed = Read(certificatePath, keyPath);
            if (current is not null)
                logger.CertificateRenewed(certificatePath, renewed.TargetCertificate.NotAfter.ToUniversalTime());
            current = renewed;
        }
        catch (Exception failure) when (
            current is not null && failure is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            logger.CertificateUnusable(certificatePath, failure.Message);
        }
    }
}
