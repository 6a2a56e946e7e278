using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Scanout.Hosting.Cluster.Rights;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Cluster;

/// <summary>What goes through a host to another one, and what comes back.</summary>
public sealed class HostForwarderTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Of_an_answer_its_head_says_nothing_of_this_host_and_nothing_in_it_is_run()
    {
        await using var stage = await ClusterStage.StartAsync();
        string[] evil =
        [
            "Set-Cookie", "WWW-Authenticate", "Location", "Refresh", "Access-Control-Allow-Origin", "Clear-Site-Data", "Service-Worker-Allowed", "Link",
            "Strict-Transport-Security", "X-Evil",
        ];
        stage.Answer = http =>
        {
            foreach (var header in evil)
                http.Response.Headers[header] = "evil";
            http.Response.Headers.ContentSecurityPolicy = "script-src *";
            http.Response.Headers.XContentTypeOptions = "none";
            http.Response.Headers.ContentType = "text/html";
            http.Response.Headers.ETag = "\"1\"";
            http.Response.Headers.CacheControl = "private";
            http.Response.Headers.ContentDisposition = "attachment; filename=x";
            http.Response.Headers.RetryAfter = "7";
            http.Response.Headers["X-Scanout-At"] = "1";
            http.Response.ContentLength = 8;
            return http.Response.WriteAsync("<script>");
        };
        using var client = new HttpClient { BaseAddress = stage.Address };
        using var answer = await client.GetAsync("hosts/b/api/displays/vm/snapshot");
        var headers = answer.Headers.Concat(answer.Content.Headers).ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain(evil, headers.ContainsKey);
        Assert.Equal(
            ["sandbox; default-src 'none'", "nosniff", "text/html", "\"1\"", "private", "attachment; filename=x", "7", "1", "8"],
            ((string[])["Content-Security-Policy", "X-Content-Type-Options", "Content-Type", "ETag", "Cache-Control", "Content-Disposition", "Retry-After", "X-Scanout-At", "Content-Length"])
                .Select(header => headers[header]));
        Assert.Equal("<script>", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/api/displays/100%25/snapshot"), InlineData("/api/displays/a%5Cb/thumbnail?width=9"), InlineData("/api/displays/a%252Fb/snapshot")]
    [InlineData("/api/displays/%252e%252e/snapshot"), InlineData("/api/displays/b%C3%BCro%201/past?at=1%2F2&x=%25"), InlineData("/api/displays/a%3Fb%23c/viewers")]
    public async Task A_name_arrives_as_it_is_and_what_arrives_is_signed_with_where_it_came_from(string target)
    {
        await using var stage = await ClusterStage.StartAsync();
        Assert.Equal("HTTP/1.1 200 OK", await stage.AskRawAsync($"/hosts/b{target}"));
        var (asked, statement) = Assert.Single(stage.Asked);
        Assert.Equal(target, asked);
        Assert.True(new RightsSeal("b", stage.Key, TimeProvider.System).TryVerify(statement, "GET", asked, out var read, out _));
        Assert.True(IPAddress.IsLoopback(IPEndPoint.Parse(read.Client).Address));
    }

    [Theory]
    [InlineData("/hosts/b/api/displays/%2e%2e/%2e%2e/metrics"), InlineData("/hosts/b/api/displays/vm/../../tokens"), InlineData("/hosts/b/%2e%2e/b/metrics")]
    [InlineData("/hosts/b/api/displays/vm%2Fsnapshot"), InlineData("/hosts/b/api/displays/..%2F..%2Ftokens/snapshot"), InlineData("/hosts/b/api/displays/x%2fy/snapshot")]
    [InlineData("/hosts/b/api/displays/vm/snapshot/%2e%2e/%2e%2e/%2e%2e/tokens"), InlineData("/hosts/b/api/displays//snapshot"), InlineData("/hosts/b/api%5Cdisplays")]
    [InlineData("/hosts/b/api/displays/a%00b/snapshot"), InlineData("/hosts/b/api/displays/a%0Ab/snapshot"), InlineData("/hosts/b/console/vm")]
    public async Task No_path_leads_to_what_is_not_passed_on(string target)
    {
        await using var stage = await ClusterStage.StartAsync();
        Assert.Matches("^HTTP/1.1 40[04] ", await stage.AskRawAsync(target));
        Assert.Empty(stage.Asked);
    }

    [Fact]
    public async Task A_host_that_hangs_is_not_waited_for_and_its_address_is_told_to_nobody()
    {
        await using var stage = await ClusterStage.StartAsync();
        stage.Answer = http => Task.Delay(Timeout.Infinite, http.RequestAborted);
        using var client = new HttpClient { BaseAddress = stage.Address };
        var (asking, exporting) = (client.GetAsync("hosts/b/api/displays/vm/snapshot"), client.GetAsync("hosts/b/api/displays/vm/past/export"));
        await Wait.UntilAsync(() => stage.Asked.Count == 2, Patience, () => $"{stage.Asked.Count} of 2 have come");
        stage.Time.Advance(TimeSpan.FromSeconds(10));
        await AssertLateAsync(await asking.WaitAsync(Patience), stage);
        stage.Time.Advance(TimeSpan.FromMinutes(14));
        Assert.False(exporting.IsCompleted);
        stage.Time.Advance(TimeSpan.FromMinutes(1));
        await AssertLateAsync(await exporting.WaitAsync(Patience), stage);
    }

    [Fact]
    public async Task An_answer_that_has_begun_may_take_its_time()
    {
        await using var stage = await ClusterStage.StartAsync();
        var rest = new TaskCompletionSource();
        stage.Answer = async http =>
        {
            await http.Response.WriteAsync("b");
            await http.Response.Body.FlushAsync();
            await rest.Task;
            await http.Response.WriteAsync("c");
        };
        using var client = new HttpClient { BaseAddress = stage.Address };
        using var answer = await client.GetAsync("hosts/b/api/displays/vm/snapshot", HttpCompletionOption.ResponseHeadersRead);
        stage.Time.Advance(TimeSpan.FromMinutes(5));
        rest.SetResult();
        Assert.Equal("bc", await answer.Content.ReadAsStringAsync().WaitAsync(Patience));
    }

    [Fact]
    public async Task A_WebSocket_goes_through_and_ends_when_this_host_stops()
    {
        await using var stage = await ClusterStage.StartAsync();
        stage.Answer = async http =>
        {
            using var accepted = await http.WebSockets.AcceptWebSocketAsync("binary");
            await accepted.SendAsync(new byte[12], WebSocketMessageType.Binary, true, CancellationToken.None);
            await accepted.ReceiveAsync(new byte[1], http.RequestAborted);
        };
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("binary");
        await socket.ConnectAsync(new Uri($"ws://{stage.Address.Authority}/hosts/b/vnc/vm"), CancellationToken.None).WaitAsync(Patience);
        Assert.Equal("binary", socket.SubProtocol);
        Assert.Equal(12, (await socket.ReceiveAsync(new byte[64], CancellationToken.None).WaitAsync(Patience)).Count);
        var end = socket.ReceiveAsync(new byte[64], CancellationToken.None);
        // Before its server waits for the connections that it has.
        stage.App.Lifetime.StopApplication();
        await Assert.ThrowsAnyAsync<WebSocketException>(() => end.WaitAsync(Patience));
    }

    static async Task AssertLateAsync(HttpResponseMessage answer, ClusterStage stage)
    {
        using var told = answer;
        Assert.Equal(HttpStatusCode.GatewayTimeout, told.StatusCode);
        var text = await told.Content.ReadAsStringAsync();
        Assert.Contains("host b does not answer in time", text, StringComparison.Ordinal);
        Assert.DoesNotContain($"{stage.OtherAddress.Port}", text, StringComparison.Ordinal);
    }
}
