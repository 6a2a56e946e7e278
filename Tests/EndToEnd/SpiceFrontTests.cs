using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>The ways in to a display for SPICE viewers: ports, sockets, WebSockets, and the file that leads there.</summary>
public sealed class SpiceFrontTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly TemporaryDirectory directory = new();
    readonly TestCertificate certificate;

    public SpiceFrontTests() => certificate = new TestCertificate(directory.Path);

    public void Dispose() => directory.Dispose();

    string Tls => $"tls {{ certificate = \"{certificate.CertificateFile}\", key = \"{certificate.KeyFile}\" }}";

    [Fact]
    public async Task Each_display_has_its_ports_and_tells_of_them()
    {
        await using var service = await ScanoutProcess.ServeAsync($"scanout {{ vnc.{Tls} }}", "--demo", "2");
        var (one, two) = (await service.DisplayAsync("demo-1"), await service.DisplayAsync("demo-2"));
        Assert.Contains($"scanout: display demo-1 spice 127.0.0.1:{one.Spice!.Port!.Value}", service.Output);
        Assert.Contains($"scanout: display demo-1 spice-tls 127.0.0.1:{one.Spice.TlsPort}", service.Output);
        var ports = new[] { one, two }.SelectMany(display => new[] { display.Vnc!.Port, display.Spice!.Port!.Value, display.Spice.TlsPort });
        Assert.Equal(6, ports.Distinct().Count());
        Assert.Single(service.Output, line => line.StartsWith("scanout: web ", StringComparison.Ordinal));
        var listed = await service.Web.GetStringAsync("api/displays");
        Assert.Contains(
            $$$"""
            "vnc":{"address":"127.0.0.1","port":{{{one.Vnc!.Port}}}},"spice":{"address":"127.0.0.1","port":{{{one.Spice.Port}}},"tlsPort":{{{one.Spice.TlsPort}}}}
            """,
            listed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_leaves_the_others_and_is_had_once_it_is_free()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var service = await ScanoutProcess.ServeAsync($"scanout.displays.demo-1.spice.port = {port}", "--demo", "1");
        var display = await service.DisplayAsync("demo-1");
        Assert.Null(display.Spice);
        Assert.Single(service.Errors, line => line.Contains($"demo-1 has no SPICE port: {port} on 127.0.0.1", StringComparison.Ordinal));
        other.Stop();
        Assert.Equal(display.Vnc, (await service.WaitForDisplayAsync("demo-1", display => display.Spice?.Port == port)).Vnc);
        Assert.Single(service.Errors, line => line.Contains("has no SPICE port", StringComparison.Ordinal));
        Assert.Single(service.Output, line => line.StartsWith("scanout: display demo-1 vnc ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_the_TLS_port_alone_is_there_it_is_told_of()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var service = await ScanoutProcess.ServeAsync(
            $"scanout {{ spice.{Tls}, displays.demo-1.spice.port = {taken} }}", "--demo", "1");
        var spice = (await service.DisplayAsync("demo-1")).Spice!;
        Assert.Null(spice.Port);
        Assert.Contains(
            $$$""""spice":{"address":"127.0.0.1","tlsPort":{{{spice.TlsPort}}}}"""", await service.Web.GetStringAsync("api/displays"),
            StringComparison.Ordinal);
        var listed = await ScanoutProcess.RunAsync("displays", "--web", $"{service.Web.BaseAddress}");
        Assert.Contains($"127.0.0.1:{spice.TlsPort}", listed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_display_takes_the_port_of_the_web()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        await using var service = await ScanoutProcess.ServeAsync(
            $"scanout {{ web.port = {port}, spice.ports = \"{port}-{Math.Min(port + 50, 65535)}\" }}", "--demo", "1");
        Assert.Equal(port, service.Web.BaseAddress!.Port);
        Assert.NotEqual(port, (await service.DisplayAsync("demo-1")).Spice!.Port!.Value);
    }

    [Fact]
    public async Task Who_only_looks_whether_a_port_is_open_is_not_told_of()
    {
        await using var service = await ScanoutProcess.ServeAsync($"scanout.spice.{Tls}", "--demo", "1");
        var spice = (await service.DisplayAsync("demo-1")).Spice!;
        foreach (var port in (int[])[spice.Port!.Value, spice.TlsPort!.Value])
        {
            using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await probe.ConnectAsync(IPAddress.Loopback, port);
            probe.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, await probe.ReceiveAsync(new byte[1]).WaitAsync(Patience));
        }
        Assert.DoesNotContain(service.Errors, line => line.Contains("not let in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Browsers_connect_at_the_web_and_at_the_ports_by_any_path()
    {
        await using var service = await ScanoutProcess.ServeAsync(
            $"scanout {{ spice {{ {Tls}, tls.required = off }}, web.origins = [\"https://console.example\"] }}", "--demo", "1");
        var spice = (await service.DisplayAsync("demo-1")).Spice!;
        string[] doors =
        [
            $"ws://{service.Web.BaseAddress!.Authority}/spice/demo-1", $"ws://127.0.0.1:{spice.Port}/",
            $"wss://127.0.0.1:{spice.TlsPort}/any?thing=1",
        ];
        foreach (var door in doors)
        {
            using (var socket = await ConnectAsync(door, subprotocol: "binary"))
                Assert.Equal("binary", socket.SubProtocol);
            using (var socket = await ConnectAsync(door, origin: "https://console.example"))
                Assert.Null(socket.SubProtocol);
            var address = new Uri(door.Replace("ws", "http", StringComparison.Ordinal));
            using (var own = await ConnectAsync(door, origin: address.GetLeftPart(UriPartial.Authority)))
                Assert.Null(own.SubProtocol);
            Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync(door, origin: "http://evil.example"));
            Assert.Equal(HttpStatusCode.UpgradeRequired, await GetAsync($"{address}"));
        }
        Assert.Equal(HttpStatusCode.NotFound, await RefusalAsync($"ws://{service.Web.BaseAddress.Authority}/spice/nobody"));
        // Nothing else of the web is there.
        foreach (var path in (string[])["api/displays", "metrics", "health/live", "vnc/demo-1", "spice/demo-1"])
            Assert.Equal(HttpStatusCode.UpgradeRequired, await GetAsync($"http://127.0.0.1:{spice.Port}/{path}"));
        const string refused = "was not let in to demo-1 by spice and WebSocket: a page of another origin";
        Assert.Contains(service.Errors, line => line.Contains(refused, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_TLS_is_required_browsers_are_told_so_at_the_port_that_is_none()
    {
        await using var service = await ScanoutProcess.ServeAsync($"scanout.spice.{Tls}", "--demo", "1");
        var spice = (await service.DisplayAsync("demo-1")).Spice!;
        Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync($"ws://127.0.0.1:{spice.Port}/"));
        using var http = new HttpClient();
        using var answer = await http.GetAsync($"http://127.0.0.1:{spice.Port}/");
        Assert.Contains("this port needs TLS", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var secure = await ConnectAsync($"wss://127.0.0.1:{spice.TlsPort}/");
        Assert.Null(secure.SubProtocol);
        using var web = await ConnectAsync($"ws://{service.Web.BaseAddress!.Authority}/spice/demo-1");
        Assert.Null(web.SubProtocol);
    }

    [Fact]
    public async Task A_display_has_a_socket_for_SPICE_too_and_nothing_where_SPICE_is_off()
    {
        var socketsOnly = $"scanout.spice {{ unix = \"{directory.Path}\", address = \"\" }}";
        await using (var service = await ScanoutProcess.ServeAsync(socketsOnly, "--demo", "1"))
        {
            var path = Path.Combine(directory.Path, "demo-1.sock");
            Assert.Contains($"scanout: display demo-1 spice {path}", service.Output);
            Assert.Null((await service.DisplayAsync("demo-1")).Spice);
            using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await client.ConnectAsync(new UnixDomainSocketEndPoint(path));
            await using var stream = new NetworkStream(client);
            await stream.WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
            var answer = await new StreamReader(stream).ReadToEndAsync().WaitAsync(Patience);
            Assert.StartsWith("HTTP/1.1 426", answer, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.Conflict, (await service.Web.GetAsync("api/displays/demo-1/viewer.vv")).StatusCode);
        }
        await using var without = await ScanoutProcess.ServeAsync("scanout.spice.enabled = off", "--demo", "1");
        Assert.Null((await without.DisplayAsync("demo-1")).Spice);
        Assert.Equal(HttpStatusCode.NotFound, await RefusalAsync($"ws://{without.Web.BaseAddress!.Authority}/spice/demo-1"));
        Assert.Equal(HttpStatusCode.Conflict, (await without.Web.GetAsync("api/displays/demo-1/viewer.vv?protocol=spice")).StatusCode);
    }

    [Fact]
    public async Task Connections_that_say_nothing_or_nonsense_hold_nothing_up()
    {
        await using var service = await ScanoutProcess.ServeAsync($"scanout.spice.{Tls}", "--demo", "1");
        var spice = (await service.DisplayAsync("demo-1")).Spice!;
        using var silent = new TcpClient();
        await silent.ConnectAsync(IPAddress.Loopback, spice.TlsPort!.Value);
        using var half = new TcpClient();
        await half.ConnectAsync(IPAddress.Loopback, spice.Port!.Value);
        await half.GetStream().WriteAsync("GET /half"u8.ToArray());
        using var nonsense = new TcpClient();
        await nonsense.ConnectAsync(IPAddress.Loopback, spice.TlsPort.Value);
        await nonsense.GetStream().WriteAsync("no TLS at all"u8.ToArray());
        Assert.Equal(0, await nonsense.GetStream().ReadAsync(new byte[100]).AsTask().WaitAsync(Patience));
        var began = TimeProvider.System.GetTimestamp();
        Assert.Equal(0, await service.TerminateAsync());
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task The_file_for_remote_viewer_leads_to_an_open_display_without_a_token()
    {
        await using var service = await ScanoutProcess.ServeAsync("", "--demo", "1");
        var display = await service.DisplayAsync("demo-1");
        using var answer = await service.Web.GetAsync("api/displays/demo-1/viewer.vv");
        Assert.Equal("application/x-virt-viewer", answer.Content.Headers.ContentType!.MediaType);
        var disposition = answer.Content.Headers.ContentDisposition!;
        Assert.Equal(("attachment", "demo-1.vv"), (disposition.DispositionType, disposition.FileName));
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal(
            $"[virt-viewer]\ntype=spice\nhost=127.0.0.1\nport={display.Spice!.Port!.Value}\ntitle=demo-1\ndelete-this-file=1\n",
            await answer.Content.ReadAsStringAsync());
        using var asked = new HttpRequestMessage(HttpMethod.Get, "api/displays/demo-1/viewer.vv?protocol=vnc");
        asked.Headers.Host = "[::1]:99";
        var vnc = await (await service.Web.SendAsync(asked)).Content.ReadAsStringAsync();
        Assert.Equal($"[virt-viewer]\ntype=vnc\nhost=::1\nport={display.Vnc!.Port}\ntitle=demo-1\ndelete-this-file=1\n", vnc);
        foreach (var (path, status) in new[]
        {
            ("demo-1/viewer.vv?protocol=rdp", HttpStatusCode.BadRequest), ("nobody/viewer.vv", HttpStatusCode.NotFound),
            ("demo-1/viewer.vv?view-only=true", HttpStatusCode.Conflict),
        })
            Assert.Equal(status, (await service.Web.GetAsync($"api/displays/{path}")).StatusCode);
    }

    [Fact]
    public async Task Where_viewers_are_asked_the_file_has_a_token_and_what_there_is_to_trust()
    {
        await using var service = await ScanoutProcess.ServeAsync($"scanout.vnc {{ password = sesame, {Tls} }}", "--demo", "1");
        var display = await service.DisplayAsync("demo-1");
        var lines = (await service.Web.GetStringAsync("api/displays/demo-1/viewer.vv?view-only=true&expires=%2B60")).Split('\n');
        var authority = (await File.ReadAllTextAsync(certificate.AuthorityFile)).Trim().Replace("\n", "\\n", StringComparison.Ordinal);
        Assert.Equal(
            [
                "[virt-viewer]", "type=spice", "host=127.0.0.1", $"tls-port={display.Spice!.TlsPort}", lines[4], "title=demo-1",
                "delete-this-file=1", $"ca={authority}", "host-subject=CN=scanout test", "",
            ],
            lines);
        Assert.Matches("^password=[A-Za-z0-9_-]{32}$", lines[4]);
        var vnc = (await service.Web.GetStringAsync("api/displays/demo-1/viewer.vv?protocol=vnc")).Split('\n');
        Assert.Contains("username=token", vnc);
        Assert.DoesNotContain(vnc, line => line == lines[4]);
        var token = vnc.Single(line => line.StartsWith("password=", StringComparison.Ordinal))["password=".Length..];
        using (var socket = await ConnectAsync($"ws://{service.Web.BaseAddress!.Authority}/vnc/demo-1?token={token}"))
            Assert.Equal(WebSocketState.Open, socket.State);
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Web.GetAsync("api/displays/demo-1/viewer.vv?expires=soon")).StatusCode);
        Assert.DoesNotContain(service.Output.Concat(service.Errors), line => line.Contains(token, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Origin", "http://evil.example"), InlineData("Host", "evil.example"), InlineData("X-Forwarded-For", "192.0.2.1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task No_page_and_nobody_elsewhere_has_a_file_with_a_token(string header, string value)
    {
        await using var service = await ScanoutProcess.ServeAsync("scanout.vnc.password = sesame", "--demo", "1");
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/displays/demo-1/viewer.vv");
        request.Headers.TryAddWithoutValidation(header, value);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Web.SendAsync(request)).StatusCode);
        Assert.DoesNotContain(service.Errors, line => line.Contains("a token for", StringComparison.Ordinal));
    }

    async Task<ClientWebSocket> ConnectAsync(string address, string? origin = null, string? subprotocol = null)
    {
        var socket = Create(origin);
        if (subprotocol is not null)
            socket.Options.AddSubProtocol(subprotocol);
        await socket.ConnectAsync(new Uri(address), CancellationToken.None).WaitAsync(Patience);
        return socket;
    }

    async Task<HttpStatusCode> RefusalAsync(string address, string? origin = null)
    {
        using var socket = Create(origin);
        await Assert.ThrowsAsync<WebSocketException>(
            () => socket.ConnectAsync(new Uri(address), CancellationToken.None).WaitAsync(Patience));
        return socket.HttpStatusCode;
    }

    ClientWebSocket Create(string? origin)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString() == certificate.Thumbprint;
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        return socket;
    }

    static async Task<HttpStatusCode> GetAsync(string address)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using var http = new HttpClient(handler);
        return (await http.GetAsync(address)).StatusCode;
    }
}
