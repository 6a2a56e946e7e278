using Scanout.Tests.EndToEnd.Peers;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>
/// The viewers that the service's tests go by, tried on libspice-server: where a test of the service fails, it is not the viewer's doing.
/// </summary>
public sealed class SpicePeerTests : IDisposable
{
    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [RealPeerFact("qemu-system-x86_64", SpiceGtk.Python, SpiceGtk.Bindings)]
    public async Task Spice_gtk_shows_what_qemu_shows_plain_and_over_TLS_and_is_told_of_a_wrong_password()
    {
        var certificate = new TestCertificate(directory.Path);
        await using var machine = await QemuSpice.StartAsync(directory.Path, "sesame", certificate, ",image-compression=lz");
        // libspice-server has one viewer at a time.
        await using (var wrong = SpiceGtk.Start(directory.Path, machine.Port, "wrong"))
            await wrong.WaitAsync(state => state.Events.Contains("1 error-auth"), "a refusal");
        await using (var secured = SpiceGtk.Start(
            directory.Path, ("tls-port", machine.TlsPort), ("password", "sesame"), ("ca-file", certificate.AuthorityFile)))
            await secured.ShowsAsync(machine.ScreenAsync, "over TLS");
        await using var plain = SpiceGtk.Start(directory.Path, machine.Port, "sesame");
        await plain.ShowsAsync(machine.ScreenAsync, "plain");
        Assert.Equal([[0, 0, 720, 400]], (await plain.StateAsync()).Monitors);
        Assert.Equal("tried", (await plain.StateAsync()).Name);
        await plain.DoAsync("tap 30");
        await plain.WaitAsync(state => (state.Width, state.Height) == (640, 400), "another size");
        await plain.ShowsAsync(machine.ScreenAsync, "another size");
    }

    [RealPeerFact("qemu-system-x86_64", "remote-viewer", "Xvfb", "xdotool")]
    public async Task Remote_viewer_shows_what_qemu_shows_by_a_file_with_a_password()
    {
        await using var machine = await QemuSpice.StartAsync(directory.Path, "sesame");
        var file = await RemoteViewer.WriteFileAsync(directory.Path, ("port", $"{machine.Port}"), ("password", "sesame"));
        await using var viewer = await RemoteViewer.OpenAsync(directory.Path, file);
        await viewer.ShowsAsync(machine.ScreenAsync, "the first picture");
        await viewer.TypeAsync("search", "--name", "tried", "windowfocus", "--sync");
        await viewer.TypeAsync("key", "a");
        await viewer.ShowsAsync(machine.ScreenAsync, "another size");
    }

    [RealPeerFact("qemu-system-x86_64", "chromium", "pngtopam", SpiceHtml5Page.Library)]
    public async Task Spice_html5_shows_what_qemu_shows_and_is_told_of_a_wrong_password()
    {
        await using var machine = await QemuSpice.StartAsync(directory.Path, "sesame", more: ",image-compression=lz");
        await using var page = await SpiceHtml5Page.ServeAsync();
        var socket = new Uri($"ws://127.0.0.1:{machine.Port}/");
        await using (var browser = await Browser.OpenAsync(page.AddressFor(socket, "sesame")))
            await SpiceHtml5Page.ShowsAsync(browser, machine.ScreenAsync, "the first picture");
        await using var refused = await Browser.OpenAsync(page.AddressFor(socket, "wrong"));
        var events = "";
        await Wait.UntilAsync(
            async () => (events = await SpiceHtml5Page.EventsAsync(refused)).Contains("Permission denied", StringComparison.Ordinal),
            TimeSpan.FromSeconds(20), () => events);
    }
}
