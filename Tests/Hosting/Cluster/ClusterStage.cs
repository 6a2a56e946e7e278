using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Scanout.Hosting;
using Scanout.Hosting.Cluster;
using Scanout.Hosting.Cluster.Records;
using Scanout.Hosting.Cluster.Rights;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Web;
using Scanout.Hosting.Web.Access;
using Scanout.Hosting.Web.Spice;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Pipeline.Sinks.Audiences;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Cluster;

/// <summary>
/// The service in this process as host a, with two demo displays, and beside it host b, which answers as the test says. They share a key and a store in
/// memory. What is under way to b, and watched WebSockets, go by virtual time.
/// </summary>
sealed class ClusterStage : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly TemporaryDirectory directory = new();
    readonly WebApplication other;
    readonly MemoryStore store = new(TimeProvider.System);

    ClusterStage(bool hasUsers)
    {
        var secret = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
        var keyFile = Path.Combine(directory.Path, "key");
        File.WriteAllBytes(keyFile, secret);
        File.SetUnixFileMode(keyFile, UnixFileMode.UserRead);
        Key = ClusterKey.Of(secret);
        WriteUsers("alice", "bob");
        var file = Path.Combine(directory.Path, "config.hocon");
        File.WriteAllText(
            file, $$"""
            akka.loglevel = OFF
            scanout {
              web.port = 0, vnc.ports = "0", spice { ports = "0", tls-ports = "0" }, discovery { regions = "", demo = 2 }
              cluster { redis = "in-memory:1", host = a, address = "http://127.0.0.1:1", key-file = "{{keyFile}}", every = 200ms, ttl = 5m }
              {{(hasUsers ? $"web.users = \"{UsersFile}\"" : "")}}
            }
            """);
        var loaded = SettingsLoader.Load(file, [], new Dictionary<string, string?>());
        Assert.Empty(loaded.Faults);
        App = CompositionRoot.Build(loaded.Settings!, loaded.Tree, services =>
        {
            services.AddSingleton<IClusterStore>(store);
            services.AddSingleton(provider => new Passages(
                provider.GetRequiredService<ClusterView>(), Time, provider.GetRequiredService<IHostApplicationLifetime>()));
            services.AddSingleton(provider => new AccessWatch(
                provider.GetRequiredService<AudienceDirectory>(), Time, provider.GetRequiredService<ILogger<AccessWatch>>()));
        });
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        other = builder.Build();
        other.UseWebSockets();
        other.Run(async http =>
        {
            Asked.Enqueue((http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, http.Request.Headers[RightsStatement.Header].ToString()));
            await Answer(http);
        });
    }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    public WebApplication App { get; }

    public ClusterKey Key { get; }

    public string UsersFile => Path.Combine(directory.Path, "users");

    public Uri Address => AddressOf(App);

    /// <summary>Of host b.</summary>
    public Uri OtherAddress => AddressOf(other);

    /// <summary>What b was asked for, and with which statement.</summary>
    public ConcurrentQueue<(string Target, string Statement)> Asked { get; } = new();

    /// <summary>What b does with a request.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = http => http.Response.WriteAsync("b");

    public static async Task<ClusterStage> StartAsync(bool hasUsers = false)
    {
        var stage = new ClusterStage(hasUsers);
        await stage.other.StartAsync();
        var voice = new HostVoice("b", "one", stage.OtherAddress.GetLeftPart(UriPartial.Authority), "1", stage.Key, TimeSpan.FromMinutes(5), TimeProvider.System);
        await voice.TryTellAsync(stage.store, []);
        await stage.App.StartAsync();
        using var own = new HttpClient { BaseAddress = stage.Address };
        await Wait.UntilAsync(
            async () => (await own.GetFromJsonAsync<DisplayRecord[]>("api/displays"))!.Length == 2
                && stage.App.Services.GetRequiredService<ClusterView>().Find("b") is { Address: not null },
            Patience, () => "no displays, or no host b");
        return stage;
    }

    /// <summary>Who is in the file from now on; bob is view-only.</summary>
    public void WriteUsers(params string[] names) => File.WriteAllLines(
        UsersFile, names.Select(name => new UserEntry(name, name == "bob", PasswordHash.Of(name, 1000)).ToString()));

    /// <summary>Asks a with host b's word that it is somebody.</summary>
    public HttpRequestMessage AsPassedOn(HttpMethod method, string target, string? name, WebIdentity identity)
    {
        var request = new HttpRequestMessage(method, new Uri(Address, target));
        request.Headers.Add("Via", "1.1 scanout");
        request.Headers.Add(RightsStatement.Header, StatementOf(method, target, name, identity));
        return request;
    }

    public string StatementOf(HttpMethod method, string target, string? name, WebIdentity identity) => new RightsSeal("b", Key, TimeProvider.System)
        .Sign("a", method.Method, target, "192.0.2.7:4711", name, PassedRights.ClaimsOf(identity.ToPrincipal("test")));

    /// <summary>The first line of the answer to a target that no client would send so.</summary>
    public async Task<string> AskRawAsync(string target)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Address.Host, Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: {Address.Authority}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return (await reader.ReadLineAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        await other.StopAsync();
        await other.DisposeAsync();
        directory.Dispose();
    }

    static Uri AddressOf(WebApplication app) => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
        .First(address => !SpiceHttpEndPoint.IsAddress(address)));
}
