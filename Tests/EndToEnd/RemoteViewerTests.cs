using Scanout.Codecs.Pixels;
using Scanout.Tests.EndToEnd.Peers;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>remote-viewer, which people open, shows the exact picture by an address and by the service's own file.</summary>
public sealed class RemoteViewerTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly TemporaryDirectory directory = new();
    readonly TestCertificate certificate;

    public RemoteViewerTests() => certificate = new TestCertificate(directory.Path);

    public void Dispose() => directory.Dispose();

    [RealPeerFact("remote-viewer", "Xvfb", "xdotool")]
    public async Task It_shows_the_picture_its_changes_and_other_sizes()
    {
        await using var service = await ServeAsync();
        using var region = new TestRegion(directory.Path, "vm", 640, 480);
        region.Paint(1);
        var display = await service.WaitForDisplayAsync("vm", display => display.Frames > 0);
        await using var viewer = await RemoteViewer.OpenAsync(directory.Path, $"spice://127.0.0.1:{display.Spice!.Port!.Value}");
        await viewer.ShowsAsync(region, "the first picture");
        await viewer.WaitForWindowAsync("vm .view only.");
        region.Paint(2);
        await viewer.ShowsAsync(region, "another picture");
        region.ScrollUp(33);
        await viewer.ShowsAsync(region, "a scroll");
        region.Publisher.SetLayout(new PlaneLayout(PixelFormat.Xr24, Tiling.Linear, 1023, 767, 4096));
        region.Paint(3);
        await viewer.ShowsAsync(region, "another size");
    }

    [RealPeerFact("remote-viewer", "Xvfb")]
    public async Task It_opens_the_services_own_file_plain_and_over_TLS_with_a_token_that_is_good_once()
    {
        foreach (var settings in (string[])["scanout.spice.password = sesame", $"scanout.spice {{ password = sesame, {Tls} }}"])
        {
            await using var service = await ServeAsync(settings);
            using var region = new TestRegion(directory.Path, "vm", 500, 300);
            region.Paint(1);
            await service.WaitForDisplayAsync("vm", display => display.Frames > 0);
            var text = await service.Web.GetStringAsync("api/displays/vm/viewer.vv?protocol=spice");
            await using (var viewer = await OpenAsync(text))
                await viewer.ShowsAsync(region, settings);
            Assert.Contains(
                service.Errors.Concat(service.Output), line => line.Contains("by spice", StringComparison.Ordinal)
                    && line.Contains("method token", StringComparison.Ordinal));
            await using var again = await OpenAsync(text);
            await Wait.UntilAsync(
                () => service.Errors.Any(line => line.Contains("was not let in to vm by spice", StringComparison.Ordinal)), Patience,
                () => string.Join('\n', service.Errors));
        }
    }

    [RealPeerFact("remote-viewer", "Xvfb")]
    public async Task It_opens_the_file_for_VNC_too()
    {
        await using var service = await ServeAsync($"scanout.vnc {{ password = sesame, {Tls} }}");
        using var region = new TestRegion(directory.Path, "vm", 500, 300);
        region.Paint(1);
        await service.WaitForDisplayAsync("vm", display => display.Frames > 0);
        await using var viewer = await OpenAsync(await service.Web.GetStringAsync("api/displays/vm/viewer.vv?protocol=vnc"));
        await Wait.UntilAsync(
            () => service.Errors.Concat(service.Output).Any(line => line.Contains("by vnc", StringComparison.Ordinal)), Patience,
            () => string.Join('\n', service.Errors));
    }

    [RealPeerFact("qemu-system-x86_64", "remote-viewer", "Xvfb", "xdotool")]
    public async Task What_is_typed_in_it_reaches_the_guest()
    {
        await using var machine = await QemuMachine.StartAsync(directory.Path);
        await using var service = await ServeAsync($"scanout.displays.\"vm\".qmp = \"{QemuMachine.QmpPath(directory.Path)}\"");
        using var region = new TestRegion(directory.Path, "vm", 500, 300);
        region.Paint(1);
        var display = await service.WaitForDisplayAsync("vm", display => display.Frames > 0);
        await using var viewer = await RemoteViewer.OpenAsync(directory.Path, $"spice://127.0.0.1:{display.Spice!.Port!.Value}");
        var (x, y) = await viewer.ShowsAsync(region, "a picture");
        await viewer.TypeAsync("mousemove", $"{x + 100}", $"{y + 100}");
        // There is no window manager that would give the viewer the keyboard.
        await viewer.TypeAsync("search", "--name", "vm", "windowfocus", "--sync");
        await viewer.TypeAsync("key", "a", "key", "shift+b", "key", "Right", "key", "F5");
        await Wait.UntilAsync(
            () => machine.Keys.Contains("1e9e" + "2a30", StringComparison.Ordinal)
                && machine.Keys.EndsWith("e04de0cd" + "3fbf", StringComparison.Ordinal),
            Patience, () => $"the guest read {machine.Keys}");
    }

    /// <summary>A copy is opened: the viewer removes the file.</summary>
    async Task<RemoteViewer> OpenAsync(string text)
    {
        var file = Path.Combine(directory.Path, $"{Guid.NewGuid():n}.vv");
        await File.WriteAllTextAsync(file, text);
        return await RemoteViewer.OpenAsync(directory.Path, file);
    }

    string Tls => $"tls {{ certificate = \"{certificate.CertificateFile}\", key = \"{certificate.KeyFile}\" }}";

    Task<ScanoutProcess> ServeAsync(string settings = "") =>
        ScanoutProcess.ServeAsync($"scanout.discovery.regions = \"{directory.Path}\"\n{settings}");
}
