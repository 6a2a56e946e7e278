using System.Globalization;

namespace Scanout.Benchmarks.Spice.Peers;

/// <summary>Ours: the built program, which finds the region in its directory and looks at it as often as it is told to.</summary>
sealed class ScanoutPeer : SpicePeer
{
    /// <param name="screen">Which it takes over.</param>
    /// <param name="program">The service, as built.</param>
    /// <param name="certificates">Their folder.</param>
    /// <param name="looksPerSecond">How often it looks at the region at most.</param>
    public ScanoutPeer(RegionScreen screen, string program, string certificates, int looksPerSecond)
        : base("Scanout", screen)
    {
        var configuration = Path.Combine(screen.Folder, "scanout.hocon");
        File.WriteAllText(configuration, string.Create(CultureInfo.InvariantCulture, $$"""
            scanout {
              web.port = 0
              vnc.enabled = off
              spice {
                ports = "0"
                tls { certificate = "{{Certificates.CertificateFile(certificates)}}", key = "{{Certificates.KeyFile(certificates)}}" }
              }
              capture.rate = {{looksPerSecond}}
              discovery { regions = "{{screen.Folder}}", mdev = off }
            }
            """));
        Process = new(program, ["serve", "--config", configuration]);
        var address = Process.WaitFor(line => After(line, "scanout: display screen spice "));
        Port = TlsPort = int.Parse(address.AsSpan(address.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);
    }

    static string? After(string line, string beginning) =>
        line.StartsWith(beginning, StringComparison.Ordinal) ? line[beginning.Length..] : null;
}
