using System.Net;
using System.Net.WebSockets;
using System.Text;
using Scanout.Tests.EndToEnd.Peers;
using Scanout.Tests.Hosting.Web.Wall;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>The wall as a browser has it: its files, its live connection, its page.</summary>
public sealed class WallTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Pages_are_files_of_our_own_that_allow_nothing_else()
    {
        await using var service = await ScanoutProcess.ServeAsync("");
        foreach (var path in (string[])["", "signin", "pages/wall.js", "pages/page.css"])
        {
            using var answer = await service.Web.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.True(answer.Headers.CacheControl?.NoCache);
            using var again = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { answer.Headers.ETag! } } };
            using var unchanged = await service.Web.SendAsync(again);
            Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.Content.Headers.ContentType?.MediaType == "text/html")
                Assert.DoesNotMatch("<script>|<style|style=|\\son[a-z]+=", text);
        }
        using var outside = await service.Web.GetAsync("pages/..%2fscanout.dll");
        Assert.Equal(HttpStatusCode.NotFound, outside.StatusCode);
        Assert.Contains("/api/displays", await service.Web.GetStringAsync("api"), StringComparison.Ordinal);
    }

    [RealPeerFact("djpeg")]
    public async Task A_thumbnail_is_small_and_is_not_sent_to_who_has_it()
    {
        await using var service = await ScanoutProcess.ServeAsync($"scanout.discovery.regions = \"{directory.Path}\"");
        using var region = new TestRegion(directory.Path, "vm", 640, 480);
        region.Paint(1);
        await service.WaitForDisplayAsync("vm", display => display.Frames > 0);
        using var answer = await service.Web.GetAsync("api/displays/vm/thumbnail?width=160");
        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal((160, 120), SizeOf(await answer.Content.ReadAsByteArrayAsync()));
        using var again = new HttpRequestMessage(HttpMethod.Get, "api/displays/vm/thumbnail?width=100") { Headers = { IfNoneMatch = { answer.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.NotModified, (await service.Web.SendAsync(again)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Web.GetAsync("api/displays/vm/thumbnail?width=0")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Web.GetAsync("api/displays/none/thumbnail")).StatusCode);
    }

    [RealPeerFact("djpeg")]
    public async Task The_feed_tells_and_shows_and_ends_with_the_service()
    {
        await using var service = await ScanoutProcess.ServeAsync("", "--demo", "2");
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{service.Web.BaseAddress!.Authority}/api/wall"), CancellationToken.None);
        await socket.SendAsync("""{"show":["demo-2"],"width":240}"""u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        var (type, told) = await ReceiveAsync(socket);
        Assert.Equal(WebSocketMessageType.Text, type);
        Assert.Contains("demo-1", Encoding.UTF8.GetString(told), StringComparison.Ordinal);
        for (var pictures = 0; pictures < 3;)
            if (await ReceiveAsync(socket) is (WebSocketMessageType.Binary, var message))
            {
                var (name, jpeg) = PageSocket.PictureOf(message);
                Assert.Equal(("demo-2", (240, 135)), (name, SizeOf(jpeg)));
                pictures++;
            }
        using var foreign = new ClientWebSocket();
        foreign.Options.SetRequestHeader("Origin", "http://evil.example");
        await Assert.ThrowsAsync<WebSocketException>(
            () => foreign.ConnectAsync(new Uri($"ws://{service.Web.BaseAddress.Authority}/api/wall"), CancellationToken.None));
        var ended = service.TerminateAsync();
        while ((await ReceiveAsync(socket)).Type != WebSocketMessageType.Close)
            continue;
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        Assert.Equal(0, await ended);
    }

    [RealPeerFact("chromium", "djpeg")]
    public async Task A_browser_shows_what_is_there_and_takes_names_for_text()
    {
        const string name = "<img src=x onerror=document.title=1>";
        await using var service = await ScanoutProcess.ServeAsync($"scanout.discovery.regions = \"{directory.Path}\"", "--demo", "3");
        using var region = new TestRegion(directory.Path, name, 320, 200);
        region.Paint(1);
        await using var browser = await Browser.OpenAsync(service.Web.BaseAddress!.ToString());
        await ShowsAsync("document.querySelectorAll('.card.has-picture').length", "4");
        Assert.Equal("0", await browser.EvaluateAsync("document.querySelectorAll('main img').length"));
        Assert.Contains(name, await browser.EvaluateAsync("[...document.querySelectorAll('.name')].map(e => e.textContent).join('|')"), StringComparison.Ordinal);
        Assert.Equal("false", await browser.EvaluateAsync("document.getElementById('open').hidden"));
        await browser.EvaluateAsync("(() => { const s = document.getElementById('search'); s.value = 'demo-2'; s.dispatchEvent(new Event('input')); })()");
        await ShowsAsync("document.querySelectorAll('.card').length", "1");
        await PressAsync("Escape");
        await ShowsAsync("document.querySelectorAll('.card').length", "4");
        await PressAsync("ArrowRight");
        await PressAsync("ArrowRight");
        // From the one that was found.
        Assert.Equal("3", await browser.EvaluateAsync("[...document.querySelectorAll('.card')].indexOf(document.activeElement)"));
        await PressAsync("Home");
        Assert.Equal("0", await browser.EvaluateAsync("[...document.querySelectorAll('.card')].indexOf(document.activeElement)"));
        await PressAsync("/");
        Assert.Equal("search", await browser.EvaluateAsync("document.activeElement.id"));
        region.Dispose();
        await ShowsAsync("[...document.querySelectorAll('.card')].filter(c => c.dataset.state === 'lost' && c.querySelector('.reason').textContent).length", "1");

        Task PressAsync(string key) => browser.EvaluateAsync(
            $"(document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true, cancelable: true }}))");

        Task ShowsAsync(string expression, string expected)
        {
            var told = "";
            return Wait.UntilAsync(
                async () => (told = await browser.EvaluateAsync(expression)) == expected, Patience,
                () => $"{expression} is {told}\n{string.Join('\n', service.Errors)}");
        }
    }

    [RealPeerFact("chromium")]
    public async Task Who_comes_by_a_name_that_is_not_the_services_is_told_so()
    {
        await using var service = await ScanoutProcess.ServeAsync("", "--demo", "1");
        // Every name that ends so is this machine's to a browser (RFC 6761, section 6.3).
        await using var browser = await Browser.OpenAsync($"http://elsewhere.localhost:{service.Web.BaseAddress!.Port}/");
        await browser.TellsAsync("document.getElementById('headline')?.textContent", "Not this way");
        Assert.Contains("scanout.web.external", await browser.EvaluateAsync("document.getElementById('text').textContent"), StringComparison.Ordinal);
        Assert.Equal("true", await browser.EvaluateAsync("document.getElementById('form').hidden"));
    }

    static async Task<(WebSocketMessageType Type, byte[] Bytes)> ReceiveAsync(ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var message = new MemoryStream();
        var buffer = new byte[65536];
        for (;;)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), limit.Token);
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                return (part.MessageType, message.ToArray());
        }
    }

    /// <summary>Of a baseline JPEG picture: its start-of-frame marker tells (ITU-T T.81, B.2.2).</summary>
    static (int Width, int Height) SizeOf(byte[] jpeg)
    {
        for (var at = 2; ;)
        {
            if (jpeg[at + 1] == 0xC0)
                return (jpeg[at + 7] << 8 | jpeg[at + 8], jpeg[at + 5] << 8 | jpeg[at + 6]);
            at += 2 + (jpeg[at + 2] << 8 | jpeg[at + 3]);
        }
    }
}
