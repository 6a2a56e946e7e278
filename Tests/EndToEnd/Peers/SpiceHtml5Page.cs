using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd.Peers;

/// <summary>A web server of another origin with a page of Debian's spice-html5, which connects to what the page's address names.</summary>
public sealed class SpiceHtml5Page : IAsyncDisposable
{
    /// <summary>For <see cref="RealPeerFactAttribute"/>.</summary>
    public const string Library = "/usr/share/spice-html5/main.js";

    const string Page = """
        <!doctype html><title>spice-html5</title>
        <div id="spice-area"><div id="spice-screen"></div></div><div id="message-div"></div>
        <script type="module">
        import * as Spice from '/main.js';
        const query = new URLSearchParams(location.search);
        window.events = [];
        window.addEventListener('error', event => window.events.push('script ' + event.message));
        window.spice = new Spice.SpiceMainConn({
            uri: query.get('url'), screen_id: 'spice-screen', message_id: 'message-div', password: query.get('password') ?? '',
            onerror: event => window.events.push('error ' + (event?.message ?? event?.type)),
            onsuccess: () => window.events.push('success'),
        });
        </script>
        """;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly WebApplication app;

    SpiceHtml5Page(WebApplication app) => this.app = app;

    public string Origin => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<SpiceHtml5Page> ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var library = Path.GetDirectoryName(Library)!;
        app.MapGet("/", () => Results.Text(Page, "text/html"));
        app.MapGet("/{**path}", (string path) => File.Exists(Path.Combine(library, path))
            ? Results.File(Path.Combine(library, path), path.EndsWith(".js", StringComparison.Ordinal) ? "text/javascript" : null)
            : Results.NotFound());
        await app.StartAsync();
        return new SpiceHtml5Page(app);
    }

    /// <summary>The page that connects to a WebSocket.</summary>
    public string AddressFor(Uri socket, string password = "") =>
        $"{Origin}/?url={Uri.EscapeDataString(socket.ToString())}&password={Uri.EscapeDataString(password)}";

    /// <summary>What the page has been told, one event a line.</summary>
    public static Task<string> EventsAsync(Browser browser) => browser.EvaluateAsync("(window.events ?? []).join('\\n')");

    /// <summary>How many surfaces the page has: one, or it keeps dead ones.</summary>
    public static Task<string> SurfacesAsync(Browser browser) =>
        browser.EvaluateAsync("document.querySelectorAll('#spice-screen canvas').length");

    /// <summary>The surface that the page shows; null where it has none.</summary>
    public static Task<Picture?> PictureAsync(Browser browser) =>
        browser.PictureAsync("document.querySelector('#spice-screen canvas')?.toDataURL('image/png') ?? ''");

    /// <summary>Waits until the page shows exactly the picture that is expected of it.</summary>
    public static async Task ShowsAsync(Browser browser, Func<Task<Picture>> expected, string what)
    {
        var (differing, events) = (-1, "");
        await Wait.UntilAsync(
            async () =>
            {
                events = await EventsAsync(browser);
                if (await PictureAsync(browser) is not { } shown)
                    return false;
                differing = shown.CountDifferences(await expected());
                return differing == 0;
            },
            Patience, () => $"{what}: {differing} pixels differ; the page was told: {events}");
    }

    public static Task ShowsAsync(Browser browser, TestRegion region, string what) =>
        ShowsAsync(browser, () => Task.FromResult(region.Expected()), what);

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
