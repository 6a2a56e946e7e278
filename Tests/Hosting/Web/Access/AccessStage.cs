using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Scanout.Hosting;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Web;
using Scanout.Hosting.Web.Access;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Web.Access;

/// <summary>
/// The service in this process, with demo displays and users, asked by who is no operator: alice is admin of all, carol controls demo-1, bob is view-only,
/// mallory has no role. Logins, sessions, tokens and watched WebSockets go by virtual time.
/// </summary>
sealed class AccessStage : IAsyncDisposable
{
    const string Roles = """
        [ { users = ["alice"], displays = ["*"], role = admin }, { users = ["carol", "bob"], displays = ["demo-1"], role = control } ]
        """;

    readonly TemporaryDirectory directory = new();
    readonly List<HttpClient> clients = [];

    AccessStage(string? configuration)
    {
        UsersFile = Path.Combine(directory.Path, "users");
        WriteUsers("alice", "bob", "carol", "mallory");
        var file = Path.Combine(directory.Path, "config.hocon");
        File.WriteAllText(
            file, "scanout { web.port = 0, vnc.ports = \"0\", spice { ports = \"0\", tls-ports = \"0\" }, discovery { regions = \"\", demo = 2 } }\n"
            + $"{configuration ?? $"scanout {{ web {{ users = \"{UsersFile}\", roles = {Roles} }} }}"}\nakka.loglevel = OFF\n");
        var loaded = SettingsLoader.Load(file, [], new Dictionary<string, string?> { ["HOSTNAME"] = null });
        App = CompositionRoot.Build(loaded.Settings!, loaded.Tree, services =>
        {
            services.AddSingleton(new LoginThrottle(Time));
            services.AddSingleton(new WebSessions(Time));
            services.AddSingleton(new ApiTokens(Time));
            services.AddSingleton(provider => new WebSocketWatch(
                provider.GetRequiredService<WebUsers>(), provider.GetRequiredService<WebSessions>(), provider.GetRequiredService<ApiTokens>(), Time,
                provider.GetRequiredService<ILogger<WebSocketWatch>>()));
            services.PostConfigure<CookieAuthenticationOptions>(WebSchemes.Session, cookie => cookie.TimeProvider = Time);
        });
    }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    public WebApplication App { get; }

    public string UsersFile { get; }

    public Uri Address => new(App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
        .First(address => !SpiceHttpEndPoint.IsAddress(address)));

    /// <param name="configuration">Instead of that of the users and their roles.</param>
    public static async Task<AccessStage> StartAsync(string? configuration = null)
    {
        var stage = new AccessStage(configuration);
        await stage.App.StartAsync();
        using var own = new HttpClient { BaseAddress = stage.Address };
        await Wait.UntilAsync(
            async () => (await own.GetFromJsonAsync<DisplayRecord[]>("api/displays"))!.Length == 2, TimeSpan.FromSeconds(30), () => "no displays");
        return stage;
    }

    /// <summary>Who is in the file from now on; bob is view-only, and everybody's password is his name, and what is added to it.</summary>
    public void WriteUsers(params string[] names) => File.WriteAllLines(
        UsersFile, names.Select(name => new UserEntry(name.Split(' ')[0], name == "bob", PasswordHash.Of(name, 1000)).ToString()));

    /// <summary>Somebody who is no operator, with cookies of his own; what he asks for counts as asked by a page unless he is a program.</summary>
    public HttpClient Stranger(bool isPage = true)
    {
        var client = new HttpClient(new HttpClientHandler { CookieContainer = Jar }) { BaseAddress = Address };
        Jar = new CookieContainer();
        client.DefaultRequestHeaders.Add("Via", "1.1 test");
        if (isPage)
            client.DefaultRequestHeaders.Add(CrossSiteGuard.Header, "1");
        clients.Add(client);
        return client;
    }

    /// <summary>The cookies of who comes next.</summary>
    public CookieContainer Jar { get; private set; } = new();

    public async Task<HttpClient> SignInAsync(string user)
    {
        var client = Stranger();
        using var answer = await client.PostAsJsonAsync("api/session", new SignIn(user, user));
        answer.EnsureSuccessStatusCode();
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients)
            client.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        directory.Dispose();
    }
}
