using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Scanout.Hosting.Configuration;
using Scanout.Pipeline.Devices.Vfio.Doctor;

namespace Scanout.Hosting.Doctor;

/// <summary>Whether certificates hold for a while yet, and whether what is secret is kept so.</summary>
static class AccessExamination
{
    static readonly TimeSpan SoonExpired = TimeSpan.FromDays(14);

    const UnixFileMode OpenToOthers =
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute | UnixFileMode.GroupWrite;

    public static IEnumerable<Finding> Examine(ScanoutSettings settings, DateTimeOffset now)
    {
        var certificates = new[] { settings.Vnc.Tls, settings.Spice.Tls, settings.Web.Tls }.OfType<TlsSettings>().ToList();
        foreach (var certificate in certificates.Select(tls => tls.Certificate).Distinct())
            yield return OfCertificate(certificate, now);
        string?[] secrets =
        [
            .. certificates.Select(tls => tls.Key), settings.Vnc.Login.Users, settings.Spice.Login.Users, settings.Web.Users, settings.Recording.KeyFile,
            settings.Cluster.KeyFile,
        ];
        foreach (var secret in secrets.OfType<string>().Distinct())
            yield return OfSecret(secret);
    }

    static Finding OfCertificate(string path, DateTimeOffset now)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(path);
            var (from, to) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
            var remedy = "renew it; the service takes notice of it at once";
            return now < from ? new(Severity.Obstacle, "certificate", $"{path} holds from {from:u} on, and not yet", "see to the clock, or to the certificate")
                : now >= to ? new(Severity.Obstacle, "certificate", $"{path} has expired on {to:u}", remedy)
                : to - now < SoonExpired ? new(Severity.Note, "certificate", $"{path} expires on {to:u}", remedy)
                : new(Severity.Good, "certificate", $"{path} holds until {to:u}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return new(Severity.Obstacle, "certificate", $"{path} can't be read: {failure.Message}", "run the doctor as the service's user");
        }
    }

    static Finding OfSecret(string path)
    {
        try
        {
            return (File.GetUnixFileMode(path) & OpenToOthers) == 0
                ? new(Severity.Good, "secret", $"{path} is kept from others")
                : new(Severity.Obstacle, "secret", $"{path} can be read by everybody or written by others", $"chmod 600 {path}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new(Severity.Obstacle, "secret", $"{path} can't be looked at: {failure.Message}", "run the doctor as the service's user");
        }
    }
}
