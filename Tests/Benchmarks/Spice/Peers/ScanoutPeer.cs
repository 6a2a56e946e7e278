using System.Globalization;

namespace Scanout.Benchmarks.Spice.Peers;

/// <summary>Ours: the built program, which finds the region in its directory and looks at it as often as it is told to.</summary>
sealed class ScanoutPeer : SpicePeer
{
    static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

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
                tls-ports = "0"
                tls {
                  certificate = "{{Certificates.CertificateFile(certificates)}}"
                  key = "{{Certificates.KeyFile(certificates)}}"
                  required = off
                }
              }
              capture.rate = {{looksPerSecond}}
              discovery { regions = "{{screen.Folder}}", mdev = off }
            }
            """));
        Process = new(program, ["serve", "--config", configuration]);
        var (web, plain, tls) = Process.WaitFor(ReadAddresses());
        (Port, TlsPort) = (PortOf(plain), PortOf(tls));
        AwaitPicture(web);
    }

    /// <summary>Until then, viewers are shown a notice of another size.</summary>
    void AwaitPicture(string address)
    {
        using var web = new HttpClient { BaseAddress = new(address) };
        var shown = string.Create(CultureInfo.InvariantCulture, $"\"width\":{Screen.Width},\"height\":{Screen.Height}");
        for (var left = Patience; ; left -= LookInterval)
        {
            var displays = web.GetStringAsync("api/displays").GetAwaiter().GetResult();
            if (displays.Contains(shown, StringComparison.Ordinal))
                return;
            if (left <= TimeSpan.Zero)
                throw new InvalidOperationException($"the region is not shown: {displays}");
            Thread.Sleep(LookInterval);
        }
    }

    /// <summary>The web's and the display's addresses, whichever line comes first.</summary>
    static Func<string, Tuple<string, string, string>?> ReadAddresses()
    {
        string? web = null, plain = null, tls = null;
        return line =>
        {
            web ??= After(line, "scanout: web ");
            plain ??= After(line, "scanout: display screen spice ");
            tls ??= After(line, "scanout: display screen spice-tls ");
            return web is null || plain is null || tls is null ? null : Tuple.Create(web, plain, tls);
        };
    }

    static int PortOf(string address) => int.Parse(address.AsSpan(address.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);

    static string? After(string line, string beginning) =>
        line.StartsWith(beginning, StringComparison.Ordinal) ? line[beginning.Length..] : null;
}
