using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Scanout.Tests.Support;

/// <summary>An authority of a test's own and certificates that it signs, as PEM files.</summary>
public sealed class TestCertificate
{
    readonly X509Certificate2 authority;

    public TestCertificate(string directory, string name = "server")
    {
        (CertificateFile, KeyFile, AuthorityFile) =
            (Path.Combine(directory, $"{name}.pem"), Path.Combine(directory, $"{name}.key"), Path.Combine(directory, $"{name}-ca.pem"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Authority of {name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(30));
        File.WriteAllText(AuthorityFile, authority.ExportCertificatePem());
        Renew();
    }

    public string CertificateFile { get; }
    public string KeyFile { get; }
    public string AuthorityFile { get; }

    /// <summary>Of the certificate that was written last.</summary>
    public string Thumbprint { get; private set; } = "";

    /// <summary>Writes another certificate for this host, with another key.</summary>
    public void Renew(DateTimeOffset? notAfter = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=scanout test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var signed = request.Create(
            authority, DateTimeOffset.UtcNow.AddDays(-1), notAfter ?? DateTimeOffset.UtcNow.AddDays(7), RandomNumberGenerator.GetBytes(8));
        Thumbprint = signed.Thumbprint;
        File.WriteAllText(CertificateFile, $"{signed.ExportCertificatePem()}\n{authority.ExportCertificatePem()}\n");
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
