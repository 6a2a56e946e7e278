using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>Hosts that are processes, and find each other through a real Redis.</summary>
public sealed class ClusterTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [RealPeerFact("redis-server")]
    public async Task Three_hosts_show_all_displays_and_one_that_is_killed_is_gone_within_ten_seconds_and_back_at_its_return()
    {
        await using var fleet = await Fleet.StartAsync();
        var a = await fleet.ServeAsync("a");
        var b = await fleet.ServeAsync("b");
        var c = await fleet.ServeAsync("c");
        string[] all = ["a/demo-1", "a/demo-2", "b/demo-1", "b/demo-2", "c/demo-1", "c/demo-2"];
        foreach (var host in (ScanoutProcess[])[a, b, c])
            await WaitForDisplaysAsync(host, all, display => $"{display["hostState"]}" is "here" or "present");
        Assert.Contains("scanout_cluster_hosts{state=\"present\"} 2", await a.Web.GetStringAsync("metrics"), StringComparison.Ordinal);
        Assert.Contains("scanout_cluster_redis_up 1", await a.Web.GetStringAsync("metrics"), StringComparison.Ordinal);

        await c.KillAsync();
        var killed = Stopwatch.StartNew();
        await Fleet.WaitForHostAsync(a, "c", "gone");
        Assert.InRange(killed.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        await WaitForDisplaysAsync(b, all, display => $"{display["host"]}" != "c" || $"{display["hostState"]}/{display["state"]}" == "gone/lost");
        Assert.Equal(HttpStatusCode.BadGateway, (await a.Web.GetAsync("hosts/c/api/displays/demo-1/snapshot")).StatusCode);

        var again = await fleet.ServeAsync("c");
        await Fleet.WaitForHostAsync(a, "c", "present");
        await WaitForDisplaysAsync(b, all, display => $"{display["hostState"]}" is "here" or "present");
    }

    [RealPeerFact("redis-server")]
    public async Task Without_Redis_every_host_goes_on_and_says_that_the_others_are_stale_until_it_is_back()
    {
        await using var fleet = await Fleet.StartAsync();
        var a = await fleet.ServeAsync("a");
        var b = await fleet.ServeAsync("b");
        await Fleet.WaitForHostAsync(a, "b", "present");
        await Fleet.WaitForHostAsync(b, "a", "present");
        await using var viewer = await RawViewer.ConnectAsync((await a.DisplayAsync("demo-1")).Vnc!.Port);
        await viewer.UpdateAsync();

        await fleet.Redis.KillAsync();
        await Fleet.WaitForHostAsync(a, "b", "stale");
        var hosts = await Fleet.HostsAsync(a);
        Assert.NotNull(hosts.Single(host => host.State == "here").Since);
        Assert.Contains("Redis can't be reached", hosts.Single(host => host.State == "here").Reason, StringComparison.Ordinal);
        Assert.Contains("scanout_cluster_redis_up{} 0", await a.Web.GetStringAsync("metrics"), StringComparison.Ordinal);
        for (var update = 0; update < 5; update++)
            await viewer.UpdateAsync();
        Assert.Equal(HttpStatusCode.OK, (await a.Web.GetAsync("api/displays/demo-1/snapshot")).StatusCode);
        // What is known of the other host's address still holds.
        Assert.Equal(HttpStatusCode.OK, (await a.Web.GetAsync("hosts/b/api/displays/demo-1/snapshot")).StatusCode);
        var here = (await Fleet.DisplaysAsync(a)).Single(display => $"{display["host"]}/{display["name"]}" == "a/demo-1");
        Assert.Equal(("here", 1), ($"{here["hostState"]}", (int)here["viewers"]!));
        Assert.Single(a.Errors, line => line.Contains("Redis can't be reached", StringComparison.Ordinal));

        await fleet.Redis.StartAsync();
        await Fleet.WaitForHostAsync(a, "b", "present");
        await Fleet.WaitForHostAsync(b, "a", "present");
        Assert.Null((await Fleet.HostsAsync(a)).Single(host => host.State == "here").Since);
        await viewer.UpdateAsync();
        Assert.Equal(0, await a.TerminateAsync());
        await Fleet.WaitForHostAsync(b, "a", "gone");
    }

    [RealPeerFact("redis-server")]
    public async Task Pictures_and_consoles_of_another_host_go_through_to_it_and_nothing_else_does()
    {
        await using var fleet = await Fleet.StartAsync();
        var a = await fleet.ServeAsync("a");
        var b = await fleet.ServeAsync("b", $"scanout.discovery.regions = \"{directory.Path}\"");
        using var region = new TestRegion(directory.Path, "vm 1", 320, 200);
        region.Paint(1);
        await b.WaitForDisplayAsync("vm 1", display => display.Frames > 0);
        await Fleet.WaitForHostAsync(a, "b", "present");

        var through = await a.Web.GetAsync("hosts/b/api/displays/vm%201/snapshot");
        var direct = await b.Web.GetAsync("api/displays/vm%201/snapshot");
        Assert.Equal((HttpStatusCode.OK, "image/png"), (through.StatusCode, through.Content.Headers.ContentType!.MediaType));
        Assert.Equal(direct.Headers.ETag, through.Headers.ETag);
        Assert.Equal(await direct.Content.ReadAsByteArrayAsync(), await through.Content.ReadAsByteArrayAsync());
        using var again = new HttpRequestMessage(HttpMethod.Get, "hosts/b/api/displays/vm%201/snapshot");
        again.Headers.IfNoneMatch.Add(direct.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await a.Web.SendAsync(again)).StatusCode);
        Assert.NotEqual(
            await direct.Content.ReadAsByteArrayAsync(), await a.Web.GetByteArrayAsync("hosts/b/api/displays/vm%201/snapshot?width=100"));
        // By its own name a host answers itself.
        Assert.Equal(HttpStatusCode.OK, (await b.Web.GetAsync("hosts/b/api/displays/vm%201/snapshot")).StatusCode);

        using var console = await ConnectAsync(a, "hosts/b/vnc/demo-1");
        Assert.Equal("RFB 003.008\n", await GreetingAsync(console));
        using var own = await ConnectAsync(a, "hosts/a/vnc/demo-1");
        Assert.Equal("RFB 003.008\n", await GreetingAsync(own));

        foreach (var (path, status) in new[]
        {
            ("hosts/nobody/api/displays", HttpStatusCode.NotFound), ("hosts/b/api/displays/nobody/snapshot", HttpStatusCode.NotFound),
            ("hosts/b/api/tokens", HttpStatusCode.NotFound), ("hosts/b/metrics", HttpStatusCode.NotFound), ("hosts/a/metrics", HttpStatusCode.NotFound),
            ("hosts/b/hosts/a/api/displays", HttpStatusCode.NotFound), ("hosts/b/api/displays/%2e%2e%2ftokens/snapshot", HttpStatusCode.NotFound),
        })
            Assert.Equal((path, status), (path, (await a.Web.GetAsync(path)).StatusCode));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(a, "hosts/b/api/displays", "Origin", "http://evil.example"));
        Assert.Equal(HttpStatusCode.LoopDetected, await StatusAsync(a, "hosts/b/api/displays", "Via", "1.1 scanout"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(a, "api/displays", "X-Scanout-Rights", "e30.AAAA"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(a, "hosts/b/api/displays", "X-Scanout-Rights", "e30.AAAA"));
        Assert.Contains(a.Errors, line => line.Contains("a statement of rights was refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_Redis_configured_a_host_is_a_cluster_of_one()
    {
        await using var service = await ScanoutProcess.ServeAsync("scanout.cluster.host = alone", "--demo", "1");
        await service.WaitForDisplayAsync("demo-1", display => display.Frames > 0);
        var host = Assert.Single(await Fleet.HostsAsync(service));
        Assert.Equal(("alone", "here", null, null, 1), (host.Name, host.State, host.Since, host.Reason, host.Displays));
        var display = Assert.Single(await Fleet.DisplaysAsync(service));
        Assert.Equal(("alone", "here", "demo-1"), ($"{display["host"]}", $"{display["hostState"]}", $"{display["name"]}"));
        Assert.Equal(HttpStatusCode.OK, (await service.Web.GetAsync("hosts/alone/api/displays/demo-1/snapshot")).StatusCode);
        Assert.Contains("scanout_cluster_hosts{state=\"here\"} 1", await service.Web.GetStringAsync("metrics"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(service, "api/displays", "X-Scanout-Rights", "e30.AAAA"));
    }

    static async Task WaitForDisplaysAsync(ScanoutProcess service, string[] names, Predicate<JsonNode> isExpected)
    {
        JsonNode[] last = [];
        await Wait.UntilAsync(
            async () => (last = await Fleet.DisplaysAsync(service)).Select(display => $"{display["host"]}/{display["name"]}").Order(StringComparer.Ordinal).SequenceEqual(names)
                && last.All(display => isExpected(display)),
            Patience, () => string.Join('\n', last.Select(display => display.ToJsonString())));
    }

    static async Task<HttpStatusCode> StatusAsync(ScanoutProcess service, string path, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(header, value);
        return (await service.Web.SendAsync(request)).StatusCode;
    }

    static async Task<ClientWebSocket> ConnectAsync(ScanoutProcess service, string path)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{service.Web.BaseAddress!.Authority}/{path}"), CancellationToken.None).WaitAsync(Patience);
        return socket;
    }

    static async Task<string> GreetingAsync(ClientWebSocket socket)
    {
        var bytes = new byte[12];
        for (var count = 0; count < bytes.Length;)
            count += (await socket.ReceiveAsync(bytes.AsMemory(count), CancellationToken.None).AsTask().WaitAsync(Patience)).Count;
        return Encoding.ASCII.GetString(bytes);
    }
}
