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
using Scanout.Hosting.Cluster;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Web;
using Scanout.Hosting.Web.Access;
using Scanout.Hosting.Web.Spice;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Pipeline.Sinks.Audiences;
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
            + $"akka.loglevel = OFF\n{Fill(configuration ?? "scanout.web { users = \"USERS\", roles = ROLES }")}\n");
        var loaded = SettingsLoader.Load(file, [], new Dictionary<string, string?> { ["HOSTNAME"] = null });
        App = CompositionRoot.Build(loaded.Settings!, loaded.Tree, services =>
        {
            services.AddSingleton<ILoggerProvider>(Log);
            services.AddSingleton(new LoginThrottle(Time));
            services.AddSingleton(new WebSessions(loaded.Settings!.Web.SessionLimit, Time));
            services.AddSingleton(new ApiTokens(Time));
            services.AddSingleton(provider => new AccessWatch(
                provider.GetRequiredService<AudienceDirectory>(), Time, provider.GetRequiredService<ILogger<AccessWatch>>()));
            services.PostConfigure<CookieAuthenticationOptions>(WebSchemes.Session, cookie => cookie.TimeProvider = Time);
        });
    }

    /// <summary>What the service logs.</summary>
    public ListLoggerProvider Log { get; } = new();

    public TestCertificate Certificate => field ??= new TestCertificate(directory.Path);

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    public WebApplication App { get; }

    public string UsersFile { get; }

    public Uri Address => new(App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
        .First(address => !SpiceHttpEndPoint.IsAddress(address)));

    /// <param name="configuration">Instead of that of the users and their roles; it has USERS for the file's path, ROLES, and TLS for a certificate's.</param>
    public static async Task<AccessStage> StartAsync(string? configuration = null)
    {
        var stage = new AccessStage(configuration);
        await stage.App.StartAsync();
        using var own = new HttpClient(stage.Handler()) { BaseAddress = stage.Address };
        var (token, secret) = stage.Operators();
        own.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        await Wait.UntilAsync(
            async () => (await own.GetFromJsonAsync<DisplayRecord[]>("api/displays"))!.Length == 2, TimeSpan.FromSeconds(30), () => "no displays");
        stage.App.Services.GetRequiredService<ApiTokens>().Revoke(token.Id);
        return stage;
    }

    /// <summary>Who is in the file from now on; bob is view-only, and everybody's password is his name, and what is added to it.</summary>
    public void WriteUsers(params string[] names) => File.WriteAllLines(
        UsersFile, names.Select(name => new UserEntry(name.Split(' ')[0], name == "bob", PasswordHash.Of(name, 1000)).ToString()));

    /// <summary>Somebody who is no operator, with cookies of his own; what he asks for counts as asked by a page unless he is a program.</summary>
    public HttpClient Stranger(bool isPage = true)
    {
        var client = new HttpClient(Handler(Jar)) { BaseAddress = Address };
        Jar = new CookieContainer();
        client.DefaultRequestHeaders.Add("Via", "1.1 test");
        if (isPage)
            client.DefaultRequestHeaders.Add(CrossSiteGuard.Header, "1");
        clients.Add(client);
        return client;
    }

    /// <summary>An operator's API token, with all his rights for a minute.</summary>
    public (ApiToken Token, string Secret) Operators() => App.Services.GetRequiredService<ApiTokens>().TryCreate(
        "an operator's", WebIdentity.Operator, WebIdentity.Operator, Time.GetUtcNow().AddMinutes(1))!.Value;

    /// <summary>The ports of a display.</summary>
    public async Task<(int Vnc, int Spice)> PortsAsync(string display)
    {
        var list = await App.Services.GetRequiredService<LocalDisplays>().ListAsync(CancellationToken.None);
        var record = list.Single(record => record.Name == display);
        return (record.Vnc!.Port, record.Spice!.Port!.Value);
    }

    /// <summary>Trusts the service's certificate alone, where it has one.</summary>
    public HttpClientHandler Handler(CookieContainer? jar = null)
    {
        var handler = new HttpClientHandler { CookieContainer = jar ?? new CookieContainer() };
        if (Address.Scheme == Uri.UriSchemeHttps)
            handler.ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown!.GetCertHashString() == Certificate.Thumbprint;
        return handler;
    }

    string Fill(string configuration) => configuration.Replace("USERS", UsersFile, StringComparison.Ordinal).Replace("ROLES", Roles, StringComparison.Ordinal)
        .Replace("TLS", configuration.Contains("TLS", StringComparison.Ordinal)
            ? $"{{ certificate = \"{Certificate.CertificateFile}\", key = \"{Certificate.KeyFile}\" }}" : "", StringComparison.Ordinal);

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
