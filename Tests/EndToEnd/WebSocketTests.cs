using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using Scanout.Hosting.Web;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>The WebSocket at <c>/vnc/NAME</c>, by a client that does what it should not.</summary>
public sealed class WebSocketTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Bytes_go_both_ways_whatever_the_messages_and_text_ends_it()
    {
        await using var service = await ScanoutProcess.ServeAsync("", "--demo", "1");
        using var socket = await ConnectAsync(service, "vnc/demo-1", subprotocols: ["other", "binary"]);
        Assert.Equal("binary", socket.SubProtocol);
        Assert.Equal("RFB 003.008\n", Encoding.ASCII.GetString(await ReadAsync(socket, 12)));
        foreach (var part in (string[])["RFB", " 003.008", "", "\n"])
            await socket.SendAsync(
                Encoding.ASCII.GetBytes(part), WebSocketMessageType.Binary, endOfMessage: part != " 003.008", CancellationToken.None);
        Assert.Equal([1, 1], await ReadAsync(socket, 2));
        await socket.SendAsync(new byte[] { 1, 1 }, WebSocketMessageType.Binary, true, CancellationToken.None);
        Assert.Equal([0, 0, 0, 0], await ReadAsync(socket, 4));
        Assert.Equal(24 + "demo-1".Length, (await ReadAsync(socket, 24 + "demo-1".Length)).Length);
        Assert.Equal(1, (await service.DisplayAsync("demo-1")).Viewers);
        await socket.SendAsync("text"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        Assert.Equal(WebSocketCloseStatus.InvalidMessageType, await EndAsync(socket));
        await Wait.UntilAsync(async () => (await service.DisplayAsync("demo-1")).Viewers == 0, Patience, () => "the viewer stays");
        Assert.Contains(service.Errors, line => line.Contains("has gone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_no_WebSocket_no_display_or_another_page_is_refused()
    {
        await using var service = await ScanoutProcess.ServeAsync("", "--demo", "1");
        Assert.Equal(HttpStatusCode.UpgradeRequired, (await service.Web.GetAsync("vnc/demo-1")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await RefusalAsync(service, "vnc/nobody"));
        Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync(service, "vnc/demo-1", origin: "http://evil.example"));
        // A name that anybody may have pointed at this host is not this host's own.
        var alias = $"evil.example:{service.Web.BaseAddress!.Port}";
        Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync(service, "vnc/demo-1", origin: $"http://{alias}", host: alias));
        Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync(service, "vnc/demo-1?token=nonsense"));
        using var own = await ConnectAsync(service, "vnc/demo-1", origin: service.Web.BaseAddress.GetLeftPart(UriPartial.Authority));
        Assert.Null(own.SubProtocol);
        Assert.Equal("RFB 003.008\n", Encoding.ASCII.GetString(await ReadAsync(own, 12)));
    }

    [Fact]
    public async Task A_token_lets_in_once_whatever_else_is_asked_for()
    {
        await using var service = await ScanoutProcess.ServeAsync("scanout.vnc.password = sesame", "--demo", "2");
        var token = await TokenAsync(service, new TokenWish("demo-1"));
        Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync(service, $"vnc/demo-2?token={token}"));
        using (var socket = await ConnectAsync(service, $"vnc/demo-1?token={token}"))
        {
            await ReadAsync(socket, 12);
            await socket.SendAsync("RFB 003.008\n"u8.ToArray(), WebSocketMessageType.Binary, true, CancellationToken.None);
            Assert.Equal([1, 1], await ReadAsync(socket, 2));
        }
        Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync(service, $"vnc/demo-1?token={token}"));
        using var asked = await ConnectAsync(service, "vnc/demo-1");
        await ReadAsync(asked, 12);
        await asked.SendAsync("RFB 003.008\n"u8.ToArray(), WebSocketMessageType.Binary, true, CancellationToken.None);
        Assert.Equal([1, 2], await ReadAsync(asked, 2));
        Assert.DoesNotContain(service.Output.Concat(service.Errors), line => line.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tokens_are_made_by_the_command_and_by_no_page()
    {
        await using var service = await ScanoutProcess.ServeAsync("", "--demo", "1");
        var web = service.Web.BaseAddress!.ToString();
        var made = await ScanoutProcess.RunAsync("token", "demo-1", "--view-only", "--expires", "+60", "--web", web);
        Assert.Equal((0, ""), (made.ExitCode, made.Errors));
        Assert.Matches("^[A-Za-z0-9_-]{32}\n$", made.Output);
        using (var socket = await ConnectAsync(service, $"vnc/demo-1?token={made.Output.Trim()}"))
            await ReadAsync(socket, 12);
        var expired = await ScanoutProcess.RunAsync("token", "demo-1", "--expires", "now", "--web", web);
        Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync(service, $"vnc/demo-1?token={expired.Output.Trim()}"));
        var nobody = await ScanoutProcess.RunAsync("token", "nobody", "--web", web);
        Assert.Equal((1, "scanout: there is no display of that name"), (nobody.ExitCode, nobody.Errors.Trim()));
        Assert.Equal(64, (await ScanoutProcess.RunAsync("token", "demo-1", "--expires", "soon")).ExitCode);

        using var request = new HttpRequestMessage(HttpMethod.Post, "api/tokens") { Content = JsonContent.Create(new TokenWish("demo-1")) };
        request.Headers.Add("Origin", "http://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Web.SendAsync(request)).StatusCode);
        foreach (var (wish, status) in new[]
        {
            (new TokenWish("demo-1", Expires: "soon"), HttpStatusCode.BadRequest), (new TokenWish(null), HttpStatusCode.NotFound),
        })
            Assert.Equal(status, (await service.Web.PostAsJsonAsync("api/tokens", wish)).StatusCode);
    }

    [Fact]
    public async Task The_web_may_be_TLS_and_the_command_knows_its_certificate()
    {
        var certificate = new TestCertificate(directory.Path);
        var tls = $"tls {{ certificate = \"{certificate.CertificateFile}\", key = \"{certificate.KeyFile}\" }}";
        await using var service = await ScanoutProcess.ServeAsync($"scanout.web.{tls}", "--demo", "1");
        Assert.Equal("https", service.Web.BaseAddress!.Scheme);
        using var socket = await ConnectAsync(service, "vnc/demo-1", certificate: certificate.Thumbprint);
        Assert.Equal("RFB 003.008\n", Encoding.ASCII.GetString(await ReadAsync(socket, 12)));
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(service, "vnc/demo-1"));
        var config = Path.Combine(directory.Path, "config.hocon");
        await File.WriteAllTextAsync(config, $"scanout.web {{ port = {service.Web.BaseAddress.Port}, {tls} }}");
        var displays = await ScanoutProcess.RunAsync("displays", "--config", config);
        Assert.Equal((0, ""), (displays.ExitCode, displays.Errors));
        Assert.Contains("demo-1", displays.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_viewer_by_WebSocket_does_not_keep_the_service_from_its_end()
    {
        await using var service = await ScanoutProcess.ServeAsync("", "--demo", "1");
        using var socket = await ConnectAsync(service, "vnc/demo-1");
        await ReadAsync(socket, 12);
        var ended = EndAsync(socket);
        var began = TimeProvider.System.GetTimestamp();
        Assert.Equal(0, await service.TerminateAsync());
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(5));
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await ended);
    }

    static async Task<string> TokenAsync(ScanoutProcess service, TokenWish wish)
    {
        using var made = await service.Web.PostAsJsonAsync("api/tokens", wish);
        made.EnsureSuccessStatusCode();
        return (await made.Content.ReadFromJsonAsync<TokenRecord>())!.Token;
    }

    static async Task<HttpStatusCode> RefusalAsync(ScanoutProcess service, string path, string? origin = null, string? host = null)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(socket, service, path, origin, host));
        return socket.HttpStatusCode;
    }

    static async Task<ClientWebSocket> ConnectAsync(
        ScanoutProcess service, string path, string? origin = null, string[]? subprotocols = null, string? certificate = null)
    {
        var socket = new ClientWebSocket();
        foreach (var subprotocol in subprotocols ?? [])
            socket.Options.AddSubProtocol(subprotocol);
        if (certificate is not null)
            socket.Options.RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString() == certificate;
        await ConnectAsync(socket, service, path, origin, host: null);
        return socket;
    }

    static Task ConnectAsync(ClientWebSocket socket, ScanoutProcess service, string path, string? origin, string? host)
    {
        var web = service.Web.BaseAddress!;
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        if (host is not null)
            socket.Options.SetRequestHeader("Host", host);
        var address = new Uri($"{(web.Scheme == "https" ? "wss" : "ws")}://{web.Authority}/{path}");
        return socket.ConnectAsync(address, CancellationToken.None).WaitAsync(Patience);
    }

    static async Task<byte[]> ReadAsync(ClientWebSocket socket, int count)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;)
        {
            var received = await socket.ReceiveAsync(bytes.AsMemory(read), CancellationToken.None).AsTask().WaitAsync(Patience);
            Assert.Equal(WebSocketMessageType.Binary, received.MessageType);
            read += received.Count;
        }
        return bytes;
    }

    /// <summary>Reads whatever still comes, until the other side says that it ends, and how.</summary>
    static async Task<WebSocketCloseStatus?> EndAsync(ClientWebSocket socket)
    {
        var buffer = new byte[65536];
        while (socket.State == WebSocketState.Open)
            await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None).AsTask().WaitAsync(Patience);
        return socket.CloseStatus;
    }
}
