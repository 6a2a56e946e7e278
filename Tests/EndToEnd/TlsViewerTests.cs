using System.Diagnostics;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Tests.EndToEnd.Peers;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>
/// Viewers that other people wrote come in over TLS as they should, see the picture, and refuse a server that they don't know.
/// </summary>
public sealed class TlsViewerTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly TemporaryDirectory directory = new();
    readonly TestCertificate certificate;
    readonly TestCertificate stranger;

    public TlsViewerTests() =>
        (certificate, stranger) = (new TestCertificate(directory.Path), new TestCertificate(directory.Path, "stranger"));

    public void Dispose() => directory.Dispose();

    [RealPeerFact("xtigervncviewer", "Xvfb", "xwd")]
    public async Task TigerVnc_shows_the_picture_over_TLS_with_a_password_a_user_and_neither()
    {
        foreach (var (settings, subtype, user, password, log) in new[]
        {
            ("", "X509None", "", "", "user \"\", method none, may control, encrypted by Tls12"),
            ("scanout.vnc.password = sesame", "X509Vnc", "", "sesame", "user \"\", method password, may control, encrypted by Tls12"),
            (UserSetting(), "X509Plain", "bob", "build", "user \"bob\", method user, view-only, encrypted by Tls12"),
        })
        {
            await using var service = await ServeAsync(settings);
            using var region = new TestRegion(directory.Path, "vm", 400, 300);
            region.Paint(1);
            var display = await service.WaitForDisplayAsync("vm", display => display.Frames > 0);
            await using var screen = await XServer.StartAsync(640, 480);
            Viewers.StartTigerVnc(
                screen, display.Vnc!.Port, new Dictionary<string, string> { ["VNC_USERNAME"] = user, ["VNC_PASSWORD"] = password },
                $"-SecurityTypes={subtype}", $"-X509CA={certificate.AuthorityFile}", "-AutoSelect=0", "-PreferredEncoding=ZRLE", "-NoJPEG=1");
            await Viewers.WaitUntilShowsAsync(screen, () => Task.FromResult(region.Expected()), subtype);
            Assert.Contains(service.Errors, line => line.Contains(log, StringComparison.Ordinal));
        }
    }

    [RealPeerFact("gcc", LibVncClient.Header)]
    public async Task LibVncClient_shows_the_picture_in_each_encoding_and_over_TLS()
    {
        var viewer = await LibVncClient.BuildAsync(directory.Path);
        await using var plain = await ServeAsync("", tls: false);
        await using var secured = await ServeAsync($"scanout.vnc.password = sesame\n{UserSetting()}");
        using var region = new TestRegion(directory.Path, "vm", 333, 222);
        region.Paint(2);
        foreach (var encoding in (string[])["raw", "rre", "hextile", "zlib", "trle", "zrle", "tight"])
        {
            AssertShows(await viewer.CaptureAsync(await PortAsync(plain), encoding), encoding);
            AssertShows(
                await viewer.CaptureAsync(await PortAsync(secured), encoding, certificate.AuthorityFile, "alice", "wonder"), $"{encoding} over TLS");
        }
        await using var withPassword = await ServeAsync("scanout.vnc.password = sesame");
        AssertShows(
            await viewer.CaptureAsync(await PortAsync(withPassword), "zrle", certificate.AuthorityFile, password: "sesame"), "with a password");

        void AssertShows((Picture? Picture, string Errors) shown, string what) =>
            Assert.True(shown.Picture?.CountDifferences(region.Expected()) == 0, $"{what}: {shown.Errors}");
    }

    [RealPeerFact("gcc", LibVncClient.Header)]
    public async Task LibVncClient_refuses_a_server_that_it_does_not_know_and_is_refused_with_a_wrong_password()
    {
        var viewer = await LibVncClient.BuildAsync(directory.Path);
        await using var service = await ServeAsync(UserSetting());
        using var region = new TestRegion(directory.Path, "vm", 64, 64);
        region.Paint(1);
        var port = await PortAsync(service);
        Assert.Null((await viewer.CaptureAsync(port, "raw", stranger.AuthorityFile, "alice", "wonder")).Picture);
        var refused = await viewer.CaptureAsync(port, "raw", certificate.AuthorityFile, "alice", "build");
        Assert.Null(refused.Picture);
        Assert.Contains("wrong name or password", refused.Errors, StringComparison.Ordinal);
        const string Refusal = "was not let in to vm by vnc: user \"alice\", wrong name or password";
        await Wait.UntilAsync(
            () => service.Errors.Any(line => line.Contains(Refusal, StringComparison.Ordinal)), Patience,
            () => string.Join('\n', service.Errors));
        // Nobody was let in by accident on the way.
        Assert.DoesNotContain(service.Errors, line => line.Contains("was let in", StringComparison.Ordinal));
    }

    [RealPeerFact("gvnccapture")]
    public async Task Gtk_vnc_refuses_a_server_that_it_does_not_know()
    {
        await using var service = await ServeAsync("");
        using var region = new TestRegion(directory.Path, "vm", 64, 64);
        region.Paint(1);
        using var capture = Process.Start(new ProcessStartInfo(
            "gvnccapture", ["--debug", $"127.0.0.1:{await PortAsync(service) - 5900}", Path.Combine(directory.Path, "never.png")])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var (output, errors) = (capture.StandardOutput.ReadToEndAsync(), capture.StandardError.ReadToEndAsync());
        await capture.WaitForExitAsync().WaitAsync(Patience);
        Assert.NotEqual(0, capture.ExitCode);
        Assert.Contains("certificate is not trusted", await output + await errors, StringComparison.Ordinal);
    }

    string UserSetting()
    {
        var file = Path.Combine(directory.Path, "users");
        UserFileEditor.Set(file, new UserEntry("alice", false, PasswordHash.Of("wonder", 1000)));
        UserFileEditor.Set(file, new UserEntry("bob", true, PasswordHash.Of("build", 1000)));
        return $"scanout.vnc.users = \"{file}\"";
    }

    static async Task<int> PortAsync(ScanoutProcess service)
    {
        var display = await service.WaitForDisplayAsync("vm", display => display.Frames > 0);
        await service.Web.GetByteArrayAsync("api/displays/vm/snapshot");
        return display.Vnc!.Port;
    }

    Task<ScanoutProcess> ServeAsync(string settings, bool tls = true) => ScanoutProcess.ServeAsync(
        $"scanout.discovery.regions = \"{directory.Path}\"\n{settings}\n"
        + (tls ? $"scanout.vnc.tls {{ certificate = \"{certificate.CertificateFile}\", key = \"{certificate.KeyFile}\" }}" : ""));
}
