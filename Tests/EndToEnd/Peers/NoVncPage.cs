using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scanout.Tests.Architecture;

namespace Scanout.Tests.EndToEnd.Peers;

/// <summary>A web server of another origin with a page of noVNC's library, which connects to what the page's address names.</summary>
public sealed class NoVncPage : IAsyncDisposable
{
    /// <summary>For <see cref="Support.RealPeerFactAttribute"/>.</summary>
    public const string Library = "Tests/EndToEnd/Peers/NoVnc/node_modules/@novnc/novnc/core/rfb.js";

    const string Page = """
        <!doctype html><title>noVNC</title><div id="screen" style="width:1000px;height:800px"></div>
        <script type="module">
        import RFB from '/core/rfb.js';
        const query = new URLSearchParams(location.search);
        window.events = [];
        const rfb = new RFB(document.getElementById('screen'), query.get('url'), {
            credentials: { username: query.get('username') ?? '', password: query.get('password') ?? '' },
            wsProtocols: query.has('protocol') ? [query.get('protocol')] : [],
        });
        for (const name of ['connect', 'disconnect', 'securityfailure', 'credentialsrequired'])
            rfb.addEventListener(name, event => window.events.push(name + ' ' + JSON.stringify(event.detail)));
        window.rfb = rfb;
        </script>
        """;

    readonly WebApplication app;

    NoVncPage(WebApplication app) => this.app = app;

    public string Origin => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<NoVncPage> ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var library = Path.GetFullPath(Path.Combine(SourceTree.Root, Library, "../.."));
        app.MapGet("/", () => Results.Text(Page, "text/html"));
        app.MapGet("/{**path}", (string path) => File.Exists(Path.Combine(library, path))
            ? Results.File(Path.Combine(library, path), path.EndsWith(".js", StringComparison.Ordinal) ? "text/javascript" : null)
            : Results.NotFound());
        await app.StartAsync();
        return new NoVncPage(app);
    }

    /// <summary>The page that connects to a WebSocket.</summary>
    public string AddressFor(Uri socket, string user = "", string password = "", string? protocol = null) =>
        $"{Origin}/?url={Uri.EscapeDataString(socket.ToString())}&username={user}&password={password}"
        + (protocol is null ? "" : $"&protocol={protocol}");

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
