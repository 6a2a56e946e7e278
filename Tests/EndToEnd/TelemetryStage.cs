using System.Text.RegularExpressions;
using Scanout.Tests.Hosting.Cluster;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>
/// A service of which every metric has something to tell: a display that moves and has a viewer, one that is black, one that has gone, all of them
/// recorded; and a cluster of this one host.
/// </summary>
public sealed partial class TelemetryStage : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    readonly TemporaryDirectory regions = new();
    readonly TemporaryDirectory recordings = new();
    readonly List<TestRegion> shown = [];
    RedisServer? redis;
    RawViewer? viewer;

    public ScanoutProcess Service { get; private set; } = null!;

    /// <summary>Starts it, and waits until it is all there.</summary>
    public static async Task<TelemetryStage> OpenAsync(string configuration = "")
    {
        var stage = new TelemetryStage();
        stage.Show("black", region => region.Publisher.Publish());
        stage.Show("gone", region => region.Paint(1));
        stage.redis = await RedisServer.RunAsync();
        stage.Service = await ScanoutProcess.ServeAsync(
            $$"""
            scanout { discovery.regions = "{{stage.regions.Path}}", screen.settle = 1s, displays { demo-1 { qmp = "{{stage.regions.Path}}/none.qmp" } } }
            scanout.recording { directory = "{{stage.recordings.Path}}", policy = on, keep-free = 0 }
            scanout.cluster { redis = "{{stage.redis.Configuration}}", address = "http://127.0.0.1:9" }
            {{configuration}}
            """,
            "--demo", "1");
        var moving = await stage.Service.WaitForDisplayAsync("demo-1", display => display.Recording && display.Frames > 0, Patience);
        stage.viewer = await RawViewer.ConnectAsync(moving.Vnc!.Port);
        await stage.Service.WaitForDisplayAsync("gone", display => display.Frames > 0 && display.Recording, Patience);
        File.Delete(Path.Combine(stage.regions.Path, "gone.region"));
        await stage.Service.WaitForDisplayAsync("gone", display => display.State == "lost" && display.Screen == "nosignal", Patience);
        await stage.Service.WaitForDisplayAsync("black", display => display.Screen == "black", Patience);
        await stage.UpdateAsync();
        return stage;
    }

    /// <summary>The viewer is sent some frames.</summary>
    public async Task UpdateAsync()
    {
        for (var update = 0; update < 20; update++)
            await viewer!.UpdateAsync();
    }

    public async Task<string> MetricsAsync() => await Service.Web.GetStringAsync("metrics");

    /// <summary>Every name that a scrape has a number of.</summary>
    public async Task<IReadOnlySet<string>> NamesAsync() =>
        Samples().Matches(await MetricsAsync()).Select(sample => sample.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        if (viewer is not null)
            await viewer.DisposeAsync();
        if (Service is not null)
            await Service.DisposeAsync();
        if (redis is not null)
            await redis.DisposeAsync();
        shown.ForEach(region => region.Dispose());
        regions.Dispose();
        recordings.Dispose();
    }

    void Show(string name, Action<TestRegion> paint)
    {
        var region = new TestRegion(regions.Path, name, 320, 200);
        shown.Add(region);
        paint(region);
    }

    [GeneratedRegex(@"(?m)^([a-zA-Z_:][\w:]*)(\{|\s)")]
    private static partial Regex Samples();
}
