using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Scanout.Hosting.Cluster;
using Scanout.Tests.Hosting.Cluster;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>Hosts of one cluster, each a process of its own, that find each other through a real Redis and share a key.</summary>
public sealed class Fleet : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    readonly TemporaryDirectory directory = new();
    readonly List<ScanoutProcess> hosts = [];

    Fleet(RedisServer redis)
    {
        Redis = redis;
        File.WriteAllBytes(Key, [.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
        File.SetUnixFileMode(Key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public RedisServer Redis { get; }

    string Key => Path.Combine(directory.Path, "cluster-key");

    public static async Task<Fleet> StartAsync() => new(await RedisServer.RunAsync());

    /// <summary>Starts a host with two demo displays. The fleet ends it.</summary>
    public async Task<ScanoutProcess> ServeAsync(string host, string more = "")
    {
        for (var attempt = 0; ; attempt++)
        {
            // Its address is to be known beforehand; whoever else asks for a free port may be given this one meanwhile.
            var port = FreePort();
            try
            {
                var service = await ScanoutProcess.ServeAsync(
                    $$"""
                    scanout.web.port = {{port}}
                    scanout.cluster { redis = "{{Redis.Configuration}}", host = {{host}}, address = "http://127.0.0.1:{{port}}", key-file = "{{Key}}" }
                    {{more}}
                    """,
                    "--demo", "2");
                hosts.Add(service);
                return service;
            }
            catch (InvalidOperationException taken) when (attempt < 5 && taken.Message.Contains("is taken by another program", StringComparison.Ordinal))
            {
                // Then another one.
            }
        }
    }

    public static async Task<HostRecord[]> HostsAsync(ScanoutProcess service) => (await service.Web.GetFromJsonAsync<HostRecord[]>("api/cluster/hosts"))!;

    public static async Task<JsonNode[]> DisplaysAsync(ScanoutProcess service) => (await service.Web.GetFromJsonAsync<JsonNode[]>("api/cluster/displays"))!;

    /// <summary>Waits until a host is told of, by one of them, as it should be.</summary>
    public static async Task WaitForHostAsync(ScanoutProcess service, string name, string state)
    {
        HostRecord? last = null;
        await Wait.UntilAsync(
            async () => (last = (await HostsAsync(service)).SingleOrDefault(host => host.Name == name))?.State == state, Patience, () => $"host {name} is {last}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
            await host.DisposeAsync();
        await Redis.DisposeAsync();
        directory.Dispose();
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
