using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Scanout.Benchmarks.Spice.Peers;

/// <summary>The certificate that both peers have, in files named as QEMU's <c>x509-dir</c> wants them.</summary>
static class Certificates
{
    public static string CertificateFile(string folder) => Path.Combine(folder, "server-cert.pem");

    public static string KeyFile(string folder) => Path.Combine(folder, "server-key.pem");

    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(CertificateFile(folder), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "ca-cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile(folder), key.ExportPkcs8PrivateKeyPem());
    }
}
