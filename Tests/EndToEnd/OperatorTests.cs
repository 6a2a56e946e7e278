using System.Globalization;
using System.Net.WebSockets;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Tests.EndToEnd.Peers;
using Scanout.Tests.Support;
using Scanout.Tests.Support.Spice;

namespace Scanout.Tests.EndToEnd;

/// <summary>
/// What an operator does in the morning, in a real browser: three hosts on a real Redis, watched by a real Prometheus, one of them with a display whose VM
/// is a real QEMU, and one with a display that is recorded. Alice may do everything, Bob may only watch.
/// </summary>
public sealed class OperatorTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [RealPeerFact("chromium", "redis-server", "prometheus", "qemu-system-x86_64", "pngtopam", "npm")]
    public async Task Signs_in_sees_three_hosts_types_into_a_guest_finds_a_moment_of_the_past_and_sees_a_host_die()
    {
        await using var fleet = await Fleet.StartAsync();
        await using var machine = await QemuMachine.StartAsync(directory.Path);
        using var region = new TestRegion(directory.Path, "till 7", 640, 400);
        region.Paint(1);
        var recordings = Path.Combine(directory.Path, "recordings");
        var a = await fleet.ServeAsync(
            "a", $$"""
            {{Users()}}
            scanout { discovery.regions = "{{directory.Path}}", recording { directory = "{{recordings}}", keep-free = 0 }, displays."till 7".record = on }
            """);
        var b = await fleet.ServeAsync("b", $"{Users()}\nscanout.displays.\"demo-1\".qmp = \"{QemuMachine.QmpPath(directory.Path)}\"");
        var c = await fleet.ServeAsync("c", Users());
        await using var prometheus = await PrometheusServer.StartAsync(a, b, c);
        var (moment, shown) = await PaintAsync(a, region, 2);
        await PaintAsync(a, region, 3);

        await using var browser = await Browser.OpenAsync(a.Web.BaseAddress!.ToString());
        var page = browser.Page;
        await TrySignInAsync(page, "alice", "not this");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("don’t go together");
        await SignInAsync(page, "alice");
        foreach (var host in (string[])["a", "b", "c"])
            await MovesAsync(page, "demo-2", host);

        await Card(page, "demo-1", "b").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync($"{a.Web.BaseAddress}console/demo-1?host=b");
        await Assertions.Expect(page.GetByRole(AriaRole.Status).And(page.Locator("#state"))).ToContainTextAsync("in control");
        await page.Locator("#screen canvas").ClickAsync();
        await page.Keyboard.PressAsync("h");
        await page.Keyboard.PressAsync("F2");
        await machine.WaitForKeysAsync("23a3" + "3cbc");

        await page.GotoAsync($"{a.Web.BaseAddress}console/till%207");
        await browser.TellsAsync(
            string.Create(CultureInfo.InvariantCulture, $"scanout.past.told && scanout.past.end > {MicrosecondsOf(moment) + 1_000_000}"), "true");
        await ScrubAsync(page, moment);
        await browser.ShowsAsync(PastPicture, shown);
        await page.GetByRole(AriaRole.Button, new() { Name = "Return to live" }).First.ClickAsync();
        await browser.ShowsAsync("scanout.rfb.toDataURL('image/png')", region.Expected());

        await page.GotoAsync(a.Web.BaseAddress!.ToString());
        await MovesAsync(page, "demo-1", "c");
        await c.KillAsync();
        await Assertions.Expect(Card(page, "demo-1", "c")).ToHaveAttributeAsync("data-state", "lost", new() { Timeout = 15_000 });
        await Assertions.Expect(Card(page, "demo-1", "c").Locator(".thumbnail")).ToHaveCSSAsync("filter", "grayscale(1)");
        await Assertions.Expect(Card(page, "demo-1", "c")).ToContainTextAsync("not been heard from");
        await MovesAsync(page, "demo-1", "b");
        await Wait.UntilAsync(
            async () => (await prometheus.QueryAsync("ALERTS{alertname=\"ScanoutHostGone\"}")).Count == 1
                && (await prometheus.QueryAsync("up{job=\"scanout\"} == 0")) is [{ Labels: var labels }] && labels["instance"] == c.Web.BaseAddress!.Authority,
            Patience, prometheus.ToString);
    }

    [RealPeerFact("chromium", "redis-server", "qemu-system-x86_64", "npm")]
    public async Task Who_may_only_watch_types_by_no_route()
    {
        await using var fleet = await Fleet.StartAsync();
        await using var machine = await QemuMachine.StartAsync(directory.Path);
        var a = await fleet.ServeAsync("a", Users());
        var b = await fleet.ServeAsync("b", $"{Users()}\nscanout.displays.\"demo-1\".qmp = \"{QemuMachine.QmpPath(directory.Path)}\"");
        await Fleet.WaitForHostAsync(a, "b", "present");
        var display = await b.WaitForDisplayAsync("demo-1", display => display.Frames > 0);

        // By the page, whatever he makes of its script, here and through another host.
        await using var browser = await Browser.OpenAsync(b.Web.BaseAddress!.ToString());
        await SignInAsync(browser.Page, "bob");
        await TypeAsync(browser, $"{b.Web.BaseAddress}console/demo-1");
        await using var other = await Browser.OpenAsync(a.Web.BaseAddress!.ToString());
        await SignInAsync(other.Page, "bob");
        await TypeAsync(other, $"{a.Web.BaseAddress}console/demo-1?host=b");

        // By what the API gives him.
        foreach (var (asking, root) in (IEnumerable<(Browser, string)>)[(browser, "/"), (other, "/hosts/b/")])
        {
            var mark = await asking.EvaluateAsync("new URL(scanout.rfb._url).searchParams.get('console')");
            Assert.Equal(403, await AskAsync(asking, "POST", $"{root}api/displays/demo-1/control?console={mark}"));
            Assert.Equal(403, await AskAsync(asking, "DELETE", $"{root}api/displays/demo-1/control?console={mark}"));
        }
        Assert.Equal(403, await AskAsync(browser, "POST", "/api/api-tokens", """{"name":"more","role":"control"}"""));
        var token = await TokenAsync(browser, "/api/tokens", """{"display":"demo-1","viewOnly":false}""");
        await TypeAsync(b, $"vnc/demo-1?token={token}", null);
        var apiToken = await TokenAsync(browser, "/api/api-tokens", """{"name":"mine","role":"view"}""");
        await TypeAsync(b, "vnc/demo-1", apiToken);
        var (vnc, spice) = (display.Vnc!.Port, display.Spice!.Port!.Value);
        foreach (var (asking, root) in (IEnumerable<(Browser, string)>)[(browser, "/"), (other, "/hosts/b/")])
        {
            await TypeAsync(await RawViewer.ConnectAsync(vnc, "token", await PasswordAsync(asking, $"{root}api/displays/demo-1/viewer.vv?protocol=vnc")));
            await TypeAsync(SpiceTestClient.Tcp(spice) with { Password = await PasswordAsync(asking, $"{root}api/displays/demo-1/viewer.vv?protocol=spice") });
        }
        await TypeAsync(SpiceTestClient.Tcp(spice) with { Password = "bob:bob" });
        await TypeAsync(await RawViewer.ConnectAsync(display.Vnc!.Port, "bob", "bob"));

        // Of all this nothing came: what Alice types is the first that the guest reads.
        await using var alice = await Browser.OpenAsync($"{b.Web.BaseAddress}console/demo-1");
        await SignInAsync(alice.Page, "alice");
        await Assertions.Expect(alice.Page.Locator("#state")).ToContainTextAsync("in control");
        await alice.Page.Locator("#screen canvas").ClickAsync();
        await alice.Page.Keyboard.PressAsync("z");
        await machine.WaitForKeysAsync("2cac");
        await machine.WaitForTraceAsync("button left, down 1", "button left, down 0");
        Assert.Single(machine.Trace, line => line.Contains("button left, down 1", StringComparison.Ordinal));
    }

    const string PastPicture = "(() => { const image = document.getElementById('past-picture'), canvas = document.createElement('canvas');"
        + "canvas.width = image.naturalWidth; canvas.height = image.naturalHeight; canvas.getContext('2d').drawImage(image, 0, 0);"
        + "return image.dataset.exact === 'true' ? canvas.toDataURL('image/png') : ''; })()";

    static async Task SignInAsync(IPage page, string user)
    {
        await TrySignInAsync(page, user, user);
        await Assertions.Expect(page).Not.ToHaveURLAsync(new Regex("/signin"));
    }

    static async Task TrySignInAsync(IPage page, string user, string password)
    {
        await page.GetByLabel("Name").FillAsync(user);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    static ILocator Card(IPage page, string display, string host) => page.Locator($".card[data-name='{display}'][data-host='{host}']");

    /// <summary>Waits until a card shows one picture, and then another one.</summary>
    static async Task MovesAsync(IPage page, string display, string host)
    {
        var card = Card(page, display, host);
        await Assertions.Expect(card).ToHaveClassAsync(new Regex("has-picture"));
        var first = await ShownAsync();
        await Wait.UntilAsync(async () => await ShownAsync() != first, Patience, () => $"{display} on {host} does not move");

        Task<string> ShownAsync() => card.Locator(".thumbnail").EvaluateAsync<string>("canvas => canvas.toDataURL()");
    }

    /// <summary>Paints a picture; a moment at which it was shown, with some time on both sides.</summary>
    static async Task<(DateTimeOffset Moment, Picture Picture)> PaintAsync(ScanoutProcess service, TestRegion region, int seed)
    {
        var before = (await service.WaitForDisplayAsync("till 7", display => display is { Frames: > 0, Recording: true }, Patience)).Frames;
        region.Paint(seed);
        await service.WaitForDisplayAsync("till 7", display => display.Frames > before, Patience);
        var moment = await RecordedRegion.PassAsync();
        await RecordedRegion.PassAsync();
        return (moment, region.Expected());
    }

    /// <summary>Drags along the timeline to a moment. It moves while it is live, so that the moment may be missed and is looked for again.</summary>
    static async Task ScrubAsync(IPage page, DateTimeOffset moment)
    {
        var wanted = MicrosecondsOf(moment);
        var box = (await page.Locator("#track").BoundingBoxAsync())!;
        var found = 0.0;
        await Wait.UntilAsync(
            async () =>
            {
                var view = await page.EvaluateAsync<double[]>("[scanout.past.view.from, scanout.past.view.to]");
                var (x, y) = (box.X + box.Width * (wanted - view[0]) / (view[1] - view[0]), box.Y + box.Height / 2);
                await page.Mouse.MoveAsync(box.X + box.Width / 3, y);
                await page.Mouse.DownAsync();
                await page.Mouse.MoveAsync((float)x, y, new() { Steps = 10 });
                await page.Mouse.UpAsync();
                found = await page.EvaluateAsync<double>("scanout.past.at");
                return Math.Abs(found - wanted) < 150_000;
            },
            Patience, () => $"it is at {found} and not at {wanted}");
    }

    static double MicrosecondsOf(DateTimeOffset moment) => (moment - DateTimeOffset.UnixEpoch).TotalMicroseconds;

    /// <summary>By the page, which is told that he may.</summary>
    static async Task TypeAsync(Browser browser, string console)
    {
        await browser.Page.GotoAsync(console);
        await browser.TellsAsync("scanout.told?.viewers.some(viewer => viewer.you && viewer.viewOnly)", "true");
        await browser.EvaluateAsync(
            "(() => { scanout.rfb.viewOnly = false; for (const isDown of [true, false]) scanout.rfb.sendKey(0x78, 'KeyX', isDown); })()");
        await browser.Page.Locator("#screen canvas").ClickAsync();
        await Assertions.Expect(browser.Page.Locator("#control")).ToBeHiddenAsync();
    }

    /// <summary>By a VNC viewer: a key in both of the protocol's ways, and a button. What came before an answer was heeded, if it ever is.</summary>
    static async Task TypeAsync(RawViewer viewer)
    {
        await using (viewer)
        {
            foreach (byte isDown in (byte[])[1, 0])
            {
                await viewer.SendAsync(4, isDown, 0, 0, 0, 0, 0, (byte)'x');
                await viewer.SendAsync(255, 0, 0, isDown, 0, 0, 0, (byte)'y', 0, 0, 0, 0x15);
                await viewer.SendAsync(5, isDown, 0, 9, 0, 9);
            }
            await viewer.UpdateAsync(isIncremental: false);
        }
    }

    static async Task TypeAsync(ScanoutProcess service, string path, string? apiToken)
    {
        var socket = new ClientWebSocket();
        if (apiToken is not null)
            socket.Options.SetRequestHeader("Authorization", $"Bearer {apiToken}");
        await socket.ConnectAsync(new Uri($"ws://{service.Web.BaseAddress!.Authority}/{path}"), CancellationToken.None);
        await TypeAsync(await RawViewer.OpenAsync(socket));
    }

    static async Task TypeAsync(SpiceTestClient client)
    {
        await using var session = await client.OpenSessionAsync();
        await using var inputs = await session.OpenInputsAsync();
        await inputs.KeyDownAsync(0x2d);
        await inputs.KeyUpAsync(0xad);
        await inputs.PressAsync(1, 1);
        await inputs.ReleaseAsync(1, 0);
        // The fourth move is acknowledged, after all that.
        for (var move = 0; move < 4; move++)
            await inputs.MoveByAsync(1, 1);
        await inputs.ReadUntilAsync(() => inputs.MotionAcks > 0);
    }

    static async Task<int> AskAsync(Browser browser, string method, string path, string? body = null) =>
        await browser.Page.EvaluateAsync<int>(
            "([method, path, body]) => fetch(path, { method, body, headers: { 'X-Scanout': '1', 'Content-Type': 'application/json' } }).then(answer => answer.status)",
            new[] { method, path, body });

    static async Task<string> TokenAsync(Browser browser, string path, string body) =>
        await browser.Page.EvaluateAsync<string>(
            "([path, body]) => fetch(path, { method: 'POST', body, headers: { 'X-Scanout': '1', 'Content-Type': 'application/json' } })"
            + ".then(answer => answer.json()).then(answer => answer.token)",
            new[] { path, body });

    /// <summary>The one-time password in a file for native viewers.</summary>
    static async Task<string> PasswordAsync(Browser browser, string path)
    {
        var file = await browser.Page.EvaluateAsync<string>("path => fetch(path).then(answer => answer.text())", path);
        return file.Split('\n').Single(line => line.StartsWith("password=", StringComparison.Ordinal))["password=".Length..];
    }

    /// <summary>Their passwords are their names.</summary>
    string Users()
    {
        var file = Path.Combine(directory.Path, "users");
        if (!File.Exists(file))
            File.WriteAllLines(file, new[] { "alice", "bob" }.Select(name => new UserEntry(name, name == "bob", PasswordHash.Of(name, 1000)).ToString()));
        return $$"""
            scanout.vnc.users = "{{file}}"
            scanout.web.roles = [{ users = ["alice"], displays = ["*"], role = admin }, { users = ["bob"], displays = ["*"], role = control }]
            """;
    }
}
