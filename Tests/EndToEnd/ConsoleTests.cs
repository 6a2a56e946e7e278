using System.Net;
using System.Net.Http.Json;
using Microsoft.Playwright;
using Scanout.Hosting.Web;
using Scanout.Hosting.Web.Console;
using Scanout.Hosting.Web.Past;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Tests.EndToEnd.Peers;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>The console page in a real browser: the picture, keys, who else is here, and the past.</summary>
public sealed class ConsoleTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [RealPeerFact("chromium", "pngtopam", "npm")]
    public async Task The_console_shows_the_picture_and_is_told_of_a_second_viewer()
    {
        using var region = new TestRegion(directory.Path, "vm <b>1", 640, 480);
        region.Paint(1);
        await using var service = await ScanoutProcess.ServeAsync($"scanout.discovery.regions = \"{directory.Path}\"");
        var display = await service.WaitForDisplayAsync("vm <b>1", display => display.Frames > 0);
        await using var browser = await Browser.OpenAsync(PageOf(service, "vm <b>1"));
        await browser.ShowsAsync("scanout.rfb.toDataURL('image/png')", region.Expected());
        region.Paint(2);
        await browser.ShowsAsync("scanout.rfb.toDataURL('image/png')", region.Expected());
        // A name is text.
        Assert.Equal("vm <b>1", await browser.EvaluateAsync("document.getElementById('name').textContent"));
        Assert.Equal("0", await browser.EvaluateAsync("document.querySelectorAll('#name b').length"));
        Assert.Equal("true", await browser.EvaluateAsync("document.getElementById('watched').hidden"));
        await using var second = await RawViewer.ConnectAsync(display.Vnc!.Port);
        await browser.TellsAsync("document.getElementById('watched').textContent.includes('You are being watched')", "true");
        Assert.Equal("2", await browser.EvaluateAsync("document.getElementById('count').textContent"));
        Assert.Contains("VNC", await browser.EvaluateAsync("document.getElementById('people-list').textContent"), StringComparison.Ordinal);
    }

    [RealPeerFact("chromium", "qemu-system-x86_64", "npm")]
    public async Task What_is_typed_in_the_console_reaches_the_guest_and_who_gave_up_control_types_nothing()
    {
        await using var machine = await QemuMachine.StartAsync(directory.Path);
        await using var service = await ScanoutProcess.ServeAsync(
            $"scanout.displays.\"demo-1\".qmp = \"{QemuMachine.QmpPath(directory.Path)}\"", "--demo", "1");
        await service.WaitForDisplayAsync("demo-1", display => display.Frames > 0);
        await using var browser = await Browser.OpenAsync(PageOf(service, "demo-1"));
        await browser.TellsAsync("scanout.rfb && !scanout.rfb.viewOnly", "true");
        await TypeAsync(browser, "a", "KeyA");
        await machine.WaitForKeysAsync("1e9e");
        // Control is given up: by the page's own will first, and by the service's, whatever the page says, then.
        await browser.EvaluateAsync("document.getElementById('control').click()");
        await browser.TellsAsync("scanout.rfb.viewOnly && document.getElementById('control').textContent === 'Take control'", "true");
        await browser.EvaluateAsync("scanout.rfb.viewOnly = false");
        await TypeAsync(browser, "b", "KeyB");
        await browser.EvaluateAsync("document.getElementById('control').click()");
        await browser.TellsAsync("document.getElementById('control').textContent === 'Give up control'", "true");
        await browser.EvaluateAsync("[...document.querySelectorAll('#key-list button')].find(each => each.textContent === 'F5').click()");
        await machine.WaitForKeysAsync("1e9e" + "3fbf");
    }

    [RealPeerFact("chromium", "qemu-system-x86_64", "npm")]
    public async Task A_console_that_only_watches_takes_control_and_gives_it_to_another()
    {
        await using var machine = await QemuMachine.StartAsync(directory.Path);
        await using var service = await ScanoutProcess.ServeAsync(
            $"scanout.displays.\"demo-1\".qmp = \"{QemuMachine.QmpPath(directory.Path)}\"\nscanout.vnc.control = single", "--demo", "1");
        var display = await service.WaitForDisplayAsync("demo-1", display => display.Frames > 0);
        await using var browser = await Browser.OpenAsync(PageOf(service, "demo-1") + "?watch");
        await browser.TellsAsync("scanout.told?.viewers.some(viewer => viewer.you && !viewer.controls)", "true");
        await browser.EvaluateAsync("scanout.rfb.viewOnly = false");
        await TypeAsync(browser, "a", "KeyA");
        await using var second = await RawViewer.ConnectAsync(display.Vnc!.Port);
        await second.SendAsync(4, 1, 0, 0, 0, 0, 0, (byte)'c');
        await machine.WaitForKeysAsync("2e");
        await second.SendAsync(4, 0, 0, 0, 0, 0, 0, (byte)'c');
        await machine.WaitForKeysAsync("2eae");
        await browser.EvaluateAsync("document.getElementById('control').click()");
        await browser.TellsAsync("scanout.told?.viewers.some(viewer => viewer.you && viewer.controls)", "true");
        Assert.Equal([true, false], (await ToldAsync(service)).Viewers.Select(viewer => viewer.Controls));
        await browser.TellsAsync("document.querySelector('#people-list button') !== null", "true");
        await browser.EvaluateAsync("document.querySelector('#people-list button').click()");
        await Wait.UntilAsync(
            async () => (await ToldAsync(service)).Viewers is [{ Controls: false }, { Controls: true }], Patience, () => "it is not given");
        // Without its mark nobody asks in a console's name.
        using var refused = await service.Web.PostAsync("api/displays/demo-1/control?console=0123456789abcdef0123456789abcdef", null);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [RealPeerFact("chromium", "qemu-system-x86_64", "npm")]
    public async Task Nothing_is_typed_into_the_guest_from_its_past()
    {
        await using var machine = await QemuMachine.StartAsync(directory.Path);
        await using var service = await ScanoutProcess.ServeAsync(
            $$"""
            scanout.displays."demo-1" { qmp = "{{QemuMachine.QmpPath(directory.Path)}}", record = on }
            scanout.recording { directory = "{{Path.Combine(directory.Path, "recordings")}}", keep-free = 0 }
            """, "--demo", "1");
        await service.WaitForDisplayAsync("demo-1", display => display is { Frames: > 0, Recording: true });
        await using var browser = await Browser.OpenAsync(PageOf(service, "demo-1"));
        await browser.TellsAsync("scanout.rfb && !scanout.rfb.viewOnly && scanout.past.told !== null", "true");
        await browser.Page.Locator("#screen canvas").ClickAsync();
        await browser.EvaluateAsync("scanout.past.back(1)");
        await Assertions.Expect(browser.Page.Locator("#keys")).ToBeHiddenAsync();
        await browser.Page.Keyboard.PressAsync("a");
        await browser.Page.GetByTitle("Fullscreen").ClickAsync();
        await browser.Page.Keyboard.PressAsync("b");
        // Whatever comes of a poll meanwhile.
        await browser.EvaluateAsync("document.dispatchEvent(new Event('visibilitychange'))");
        await browser.Page.Keyboard.PressAsync("c");
        await browser.Page.Keyboard.PressAsync("Escape");
        await browser.TellsAsync("scanout.past.isLive && !scanout.rfb.viewOnly", "true");
        await browser.EvaluateAsync("scanout.rfb.focus()");
        await browser.Page.Keyboard.PressAsync("d");
        await machine.WaitForKeysAsync("20a0");
    }

    [RealPeerFact("chromium", "qemu-system-x86_64", "npm")]
    public async Task A_phones_keyboard_types_and_takes_back()
    {
        await using var machine = await QemuMachine.StartAsync(directory.Path);
        await using var service = await ScanoutProcess.ServeAsync(
            $"scanout.displays.\"demo-1\".qmp = \"{QemuMachine.QmpPath(directory.Path)}\"", "--demo", "1");
        await service.WaitForDisplayAsync("demo-1", display => display.Frames > 0);
        await using var browser = await Browser.OpenAsync(
            PageOf(service, "demo-1"), new() { HasTouch = true, IsMobile = true, ViewportSize = new() { Width = 390, Height = 800 } });
        await browser.Page.Locator("#keyboard").TapAsync();
        await browser.Page.Keyboard.InsertTextAsync("ab");
        await browser.Page.Keyboard.PressAsync("Backspace");
        await browser.Page.Keyboard.PressAsync("Enter");
        await machine.WaitForKeysAsync("1e9e" + "30b0" + "0e8e" + "1c9c");
    }

    [RealPeerFact("chromium", "qemu-system-x86_64", "npm")]
    public async Task A_token_opens_one_console_once_for_who_can_not_sign_in()
    {
        var users = Path.Combine(directory.Path, "users");
        await File.WriteAllTextAsync(users, $"{new UserEntry("alice", false, PasswordHash.Of("alice", 1000))}\n");
        await using var machine = await QemuMachine.StartAsync(directory.Path);
        await using var service = await ScanoutProcess.ServeAsync(
            $"scanout.vnc.users = \"{users}\"\nscanout.displays.\"demo-1\".qmp = \"{QemuMachine.QmpPath(directory.Path)}\"", "--demo", "1");
        await service.WaitForDisplayAsync("demo-1", display => display.Frames > 0);
        foreach (var isViewOnly in (bool[])[true, false])
        {
            using var answer = await service.Web.PostAsJsonAsync("api/tokens", new TokenWish("demo-1", isViewOnly));
            var token = (await answer.Content.ReadFromJsonAsync<TokenRecord>())!.Token;
            await using var browser = await Browser.OpenAsync($"{PageOf(service, "demo-1")}#token={token}");
            await browser.TellsAsync("scanout.rfb?._rfbConnectionState", "connected");
            Assert.DoesNotContain(token, browser.Page.Url, StringComparison.Ordinal);
            await browser.Page.Locator("#screen canvas").ClickAsync();
            await browser.Page.Keyboard.PressAsync(isViewOnly ? "a" : "b");
            await Assertions.Expect(browser.Page.Locator("#past")).ToBeHiddenAsync();
            if (isViewOnly)
                continue;
            await machine.WaitForKeysAsync("30b0");
            await using var again = await Browser.OpenAsync($"{PageOf(service, "demo-1")}#token={token}");
            await Assertions.Expect(again.Page.Locator("#cover")).ToContainTextAsync("ask for another one");
            await browser.Page.ReloadAsync();
            await browser.TellsAsync("location.pathname", "/signin");
        }
    }

    [RealPeerFact("chromium", "pngtopam", "npm")]
    public async Task Scrubbed_to_a_known_moment_the_console_shows_exactly_its_picture()
    {
        await using var recorded = await RecordedRegion.StartAsync();
        await recorded.PaintAsync(2);
        await recorded.PaintAsync(3);
        var service = recorded.Service;
        var later = recorded.Shown[^1].Moment;
        await Wait.UntilAsync(
            async () => (await service.Web.GetFromJsonAsync<PastRecord>("api/displays/vm/past"))!.End > later, Patience, () => "it does not grow");
        await using var browser = await Browser.OpenAsync(PageOf(service, "vm"));
        await browser.TellsAsync("scanout.past.told !== null && !document.getElementById('past').hidden", "true");
        foreach (var index in (int[])[1, 0, 2])
        {
            var (moment, picture) = recorded.Shown[index];
            await browser.EvaluateAsync($"scanout.past.goTo({(moment - DateTimeOffset.UnixEpoch).TotalMicroseconds:F0})");
            await browser.TellsAsync($"document.getElementById('past-picture').dataset.exact === 'true' && {IsDrawn}", "true");
            await browser.ShowsAsync(PastPicture, picture);
        }
        // By the keyboard: the picture before, and back to what is live.
        await browser.EvaluateAsync("document.getElementById('track').focus()");
        await browser.EvaluateAsync("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: ',', bubbles: true }))");
        await browser.ShowsAsync(PastPicture, recorded.Shown[1].Picture);
        await browser.EvaluateAsync("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true }))");
        Assert.Equal("true", await browser.EvaluateAsync("scanout.past.isLive && document.getElementById('past-picture').hidden"));
        await browser.ShowsAsync("scanout.rfb.toDataURL('image/png')", recorded.Shown[2].Picture);
    }

    const string IsDrawn = "document.getElementById('past-picture').complete";

    const string PastPicture = "(() => { const image = document.getElementById('past-picture'), canvas = document.createElement('canvas');"
        + "canvas.width = image.naturalWidth; canvas.height = image.naturalHeight; canvas.getContext('2d').drawImage(image, 0, 0);"
        + "return image.dataset.exact === 'true' ? canvas.toDataURL('image/png') : ''; })()";

    static string PageOf(ScanoutProcess service, string display) => $"{service.Web.BaseAddress}console/{Uri.EscapeDataString(display)}";

    static async Task<ConsoleRecord> ToldAsync(ScanoutProcess service) =>
        (await service.Web.GetFromJsonAsync<ConsoleRecord>("api/displays/demo-1/viewers"))!;

    static async Task TypeAsync(Browser browser, string key, string code)
    {
        foreach (var type in (string[])["keydown", "keyup"])
            await browser.EvaluateAsync(
                $"document.querySelector('#screen canvas').dispatchEvent(new KeyboardEvent('{type}', {{ key: '{key}', code: '{code}', bubbles: true }}))");
    }
}
