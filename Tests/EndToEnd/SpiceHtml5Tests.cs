using System.Net.Http.Json;
using Scanout.Codecs.Pixels;
using Scanout.Hosting.Web;
using Scanout.Hosting.Web.Viewers;
using Scanout.Pipeline.Frames;
using Scanout.Tests.EndToEnd.Peers;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>spice-html5 in a real browser shows the exact picture over WebSockets, without a proxy.</summary>
public sealed class SpiceHtml5Tests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [RealPeerFact("chromium", "pngtopam", SpiceHtml5Page.Library)]
    public async Task It_shows_the_picture_by_the_web_and_by_the_port_and_follows_it()
    {
        await using var page = await SpiceHtml5Page.ServeAsync();
        await using var service = await ServeAsync(page.Origin);
        using var region = new TestRegion(directory.Path, "vm", 640, 480);
        region.Paint(1);
        var display = await service.WaitForDisplayAsync("vm", display => display.Frames > 0);
        foreach (var socket in new[]
        {
            new Uri($"ws://{service.Web.BaseAddress!.Authority}/spice/vm"), new Uri($"ws://127.0.0.1:{display.Spice!.Port!.Value}/"),
        })
        {
            await using var browser = await Browser.OpenAsync(page.AddressFor(socket));
            await SpiceHtml5Page.ShowsAsync(browser, region, $"{socket}: the first picture");
            region.Paint(2);
            await SpiceHtml5Page.ShowsAsync(browser, region, $"{socket}: another picture");
            region.ScrollUp(33);
            await SpiceHtml5Page.ShowsAsync(browser, region, $"{socket}: a scroll");
            foreach (var (width, height) in new[] { (1023, 767), (640, 480) })
            {
                region.Publisher.SetLayout(new PlaneLayout(PixelFormat.Xr24, Tiling.Linear, width, height, width * 4));
                region.Paint(width);
                await SpiceHtml5Page.ShowsAsync(browser, region, $"{socket}: {width}x{height}");
                Assert.Equal("1", await SpiceHtml5Page.SurfacesAsync(browser));
            }
            Assert.DoesNotContain("error", await SpiceHtml5Page.EventsAsync(browser), StringComparison.Ordinal);
            Assert.DoesNotContain("script", await SpiceHtml5Page.EventsAsync(browser), StringComparison.Ordinal);
        }
    }

    [RealPeerFact("chromium", "pngtopam", SpiceHtml5Page.Library, SpiceGtk.Python, SpiceGtk.Bindings)]
    public async Task It_and_spice_gtk_show_the_same_at_once_and_have_the_cursor()
    {
        await using var page = await SpiceHtml5Page.ServeAsync();
        await using var service = await ServeAsync(page.Origin);
        using var region = new TestRegion(directory.Path, "vm", 640, 480);
        region.Paint(1);
        var display = await service.WaitForDisplayAsync("vm", display => display.Frames > 0);
        await using var browser = await Browser.OpenAsync(
            page.AddressFor(new Uri($"ws://{service.Web.BaseAddress!.Authority}/spice/vm")));
        await using var viewer = SpiceGtk.Start(directory.Path, display.Spice!.Port!.Value);
        await SpiceHtml5Page.ShowsAsync(browser, region, "spice-html5");
        await viewer.ShowsAsync(region, "spice-gtk");
        region.Paint(2);
        await SpiceHtml5Page.ShowsAsync(browser, region, "spice-html5, another picture");
        await viewer.ShowsAsync(region, "spice-gtk, another picture");
        region.Publisher.SetCursor(new Cursor(new CursorImage(16, 16, 2, 3, [.. Enumerable.Repeat((byte)0xFF, 1024)]), 10, 10));
        await viewer.WaitAsync(state => state.Cursor is [16, 16, 2, 3], "a cursor");
        var style = "";
        await Wait.UntilAsync(
            async () => (style = await browser.EvaluateAsync("document.getElementById('spice-screen').style.cursor"))
                .Contains("2 3", StringComparison.Ordinal),
            Patience, () => style);
        Assert.StartsWith("url(\"data:image/png,", style, StringComparison.Ordinal);
    }

    [RealPeerFact("chromium", "pngtopam", SpiceHtml5Page.Library)]
    public async Task It_is_let_in_by_a_password_and_by_a_token_and_not_from_a_foreign_page()
    {
        await using var page = await SpiceHtml5Page.ServeAsync();
        await using var foreign = await SpiceHtml5Page.ServeAsync();
        await using var service = await ServeAsync(page.Origin, "scanout.spice.password = sesame");
        using var region = new TestRegion(directory.Path, "vm", 320, 200);
        region.Paint(1);
        await service.WaitForDisplayAsync("vm", display => display.Frames > 0);
        var socket = new Uri($"ws://{service.Web.BaseAddress!.Authority}/spice/vm");
        using var made = await service.Web.PostAsJsonAsync("api/tokens", new TokenWish("vm"));
        var token = (await made.Content.ReadFromJsonAsync<TokenRecord>())!.Token;
        foreach (var (from, password, told) in new[]
        {
            (foreign, "sesame", "error"), (page, "wrong", "Permission denied"), (page, "sesame", ""), (page, token, ""),
            (page, token, "Permission denied"),
        })
        {
            await using var browser = await Browser.OpenAsync(from.AddressFor(socket, password));
            if (told.Length == 0)
            {
                await SpiceHtml5Page.ShowsAsync(browser, region, password);
                continue;
            }
            var events = "";
            await Wait.UntilAsync(
                async () => (events = await SpiceHtml5Page.EventsAsync(browser)).Contains(told, StringComparison.Ordinal), Patience,
                () => $"{password}: {events}");
        }
        Assert.Contains(service.Errors, line => line.Contains("a page of another origin", StringComparison.Ordinal));
    }

    [RealPeerFact("qemu-system-x86_64", "chromium", SpiceHtml5Page.Library)]
    public async Task Keys_in_the_page_reach_the_guest()
    {
        await using var machine = await QemuMachine.StartAsync(directory.Path);
        await using var page = await SpiceHtml5Page.ServeAsync();
        await using var service = await ScanoutProcess.ServeAsync(
            $"scanout.displays.\"demo-1\".qmp = \"{QemuMachine.QmpPath(directory.Path)}\"\nscanout.web.origins = [\"{page.Origin}\"]",
            "--demo", "1");
        await service.WaitForDisplayAsync("demo-1", display => display.Frames > 0);
        await using var browser = await Browser.OpenAsync(
            page.AddressFor(new Uri($"ws://{service.Web.BaseAddress!.Authority}/spice/demo-1")));
        await Wait.UntilAsync(
            async () => await browser.EvaluateAsync("window.spice?.inputs?.state") == "ready"
                && await SpiceHtml5Page.SurfacesAsync(browser) == "1"
                && (await service.Web.GetFromJsonAsync<ViewerRecord[]>("api/viewers"))!.Any(viewer => viewer.Controls),
            Patience, () => string.Join('\n', service.Errors));
        foreach (var type in (string[])["keydown", "keyup"])
            await browser.EvaluateAsync(
                "document.querySelector('#spice-screen canvas')"
                + $".dispatchEvent(new KeyboardEvent('{type}', {{ keyCode: 65, code: 'KeyA', bubbles: true }}))");
        await machine.WaitForKeysAsync("1e9e");
    }

    Task<ScanoutProcess> ServeAsync(string origin, string settings = "") => ScanoutProcess.ServeAsync(
        $"scanout.discovery.regions = \"{directory.Path}\"\nscanout.web.origins = [\"{origin}\"]\n{settings}");
}
