using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using Scanout.Hosting.Web;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Tests.EndToEnd.Peers;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>noVNC in a real browser shows the picture over the WebSocket, and is let in as other viewers are.</summary>
public sealed class NoVncTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [RealPeerFact("chromium", "pngtopam", NoVncPage.Library)]
    public async Task NoVnc_shows_the_picture_and_its_changes()
    {
        await using var page = await NoVncPage.ServeAsync();
        await using var service = await ServeAsync(page.Origin, "");
        using var region = new TestRegion(directory.Path, "vm", 640, 480);
        region.Paint(1);
        await service.WaitForDisplayAsync("vm", display => display.Frames > 0);
        await using var browser = await Browser.OpenAsync(page.AddressFor(SocketOf(service, "vnc/vm"), protocol: "binary"));
        await ShowsAsync(browser, service, region);
        region.Paint(2);
        await ShowsAsync(browser, service, region);
        Assert.Equal("binary", await browser.EvaluateAsync("rfb._sock._websocket.protocol"));
    }

    [RealPeerFact("chromium", "pngtopam", NoVncPage.Library)]
    public async Task NoVnc_is_let_in_by_a_password_by_a_name_and_by_a_token_and_not_from_a_foreign_page()
    {
        await using var page = await NoVncPage.ServeAsync();
        await using var foreign = await NoVncPage.ServeAsync();
        var users = Path.Combine(directory.Path, "users");
        UserFileEditor.Set(users, new UserEntry("bob", true, PasswordHash.Of("build", 1000)));
        await using var service = await ServeAsync(page.Origin, $"scanout.vnc.users = \"{users}\"");
        using var region = new TestRegion(directory.Path, "vm", 320, 200);
        region.Paint(3);
        await service.WaitForDisplayAsync("vm", display => display.Frames > 0);
        await using (var browser = await Browser.OpenAsync(page.AddressFor(SocketOf(service, "vnc/vm"), "bob", "build")))
            await ShowsAsync(browser, service, region);
        Assert.Contains(
            service.Errors, line => line.Contains("user \"bob\", method user, view-only, not encrypted", StringComparison.Ordinal));

        var token = await TokenAsync(service);
        await using (var browser = await Browser.OpenAsync(foreign.AddressFor(SocketOf(service, $"vnc/vm?token={token}"))))
            await Wait.UntilAsync(
                async () => (await browser.EvaluateAsync("window.events")).Contains("disconnect", StringComparison.Ordinal), Patience,
                () => "it stays");
        Assert.Contains(service.Errors, line => line.Contains("a page of another origin", StringComparison.Ordinal));
        await using (var browser = await Browser.OpenAsync(page.AddressFor(SocketOf(service, $"vnc/vm?token={token}"))))
            await ShowsAsync(browser, service, region);
        Assert.Contains(service.Errors, line => line.Contains("user \"\", method token, view-only", StringComparison.Ordinal));
        // As a portal has it that brings its own noVNC, and knows tokens alone.
        token = await TokenAsync(service);
        await using (var browser = await Browser.OpenAsync(page.AddressFor(SocketOf(service, $"websockify?token={token}"))))
            await ShowsAsync(browser, service, region);
        foreach (var path in (string[])[$"websockify?token={token}", "websockify?token=forged", "websockify"])
            Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync(SocketOf(service, path)));
        await using (var browser = await Browser.OpenAsync(page.AddressFor(SocketOf(service, "vnc/vm"), "bob", "wrong")))
            await Wait.UntilAsync(
                async () => (await browser.EvaluateAsync("window.events")).Contains("wrong name or password", StringComparison.Ordinal),
                Patience,
                () => string.Join('\n', service.Errors));
    }

    static async Task<string> TokenAsync(ScanoutProcess service)
    {
        using var made = await service.Web.PostAsJsonAsync("api/tokens", new TokenWish("vm", ViewOnly: true));
        return (await made.Content.ReadFromJsonAsync<TokenRecord>())!.Token;
    }

    static async Task<HttpStatusCode> RefusalAsync(Uri address)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(address, CancellationToken.None));
        return socket.HttpStatusCode;
    }

    static async Task ShowsAsync(Browser browser, ScanoutProcess service, TestRegion region)
    {
        var told = "";
        await Wait.UntilAsync(
            async () =>
            {
                told = await browser.EvaluateAsync("JSON.stringify(window.events)");
                if (!told.Contains("connect ", StringComparison.Ordinal))
                    return false;
                var differing = (await browser.PictureAsync("rfb.toDataURL('image/png')"))?.CountDifferences(region.Expected());
                told = $"{told}: {differing} pixels differ";
                return differing == 0;
            },
            Patience, () => $"{told}\n{string.Join('\n', service.Errors)}\n{string.Join('\n', service.Output)}");
    }

    static Uri SocketOf(ScanoutProcess service, string path) => new($"ws://{service.Web.BaseAddress!.Authority}/{path}");

    Task<ScanoutProcess> ServeAsync(string origin, string settings) => ScanoutProcess.ServeAsync(
        $"scanout.discovery.regions = \"{directory.Path}\"\nscanout.web.origins = [\"{origin}\"]\n{settings}");
}
