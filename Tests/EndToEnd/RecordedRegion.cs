using Scanout.Codecs.Pixels;
using Scanout.Tests.EndToEnd.Peers;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>A region that a service records while a test paints it; knows what it showed at which moments.</summary>
public sealed class RecordedRegion : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly TemporaryDirectory regions = new();
    readonly TemporaryDirectory recordings = new();
    readonly List<(DateTimeOffset Moment, Picture Picture)> shown = [];
    readonly TestRegion region;

    RecordedRegion() => region = new TestRegion(regions.Path, "vm", 320, 200);

    public ScanoutProcess Service { get; private set; } = null!;

    /// <summary>Where the display's segments are.</summary>
    public string Directory => Path.Combine(recordings.Path, "vm");

    /// <summary>All displays'.</summary>
    public string Root => recordings.Path;

    /// <summary>What was shown, and a moment at which it was.</summary>
    public IReadOnlyList<(DateTimeOffset Moment, Picture Picture)> Shown => shown;

    public static async Task<RecordedRegion> StartAsync()
    {
        var recorded = new RecordedRegion();
        recorded.region.Paint(0);
        recorded.Service = await ScanoutProcess.ServeAsync(
            $"scanout.discovery.regions = \"{recorded.regions.Path}\"\nscanout.recording {{ directory = \"{recorded.Root}\", policy = on }}");
        await recorded.WaitForFileAsync();
        await recorded.PaintAsync(1);
        return recorded;
    }

    /// <summary>Paints another picture, of another size where that is told, and waits until it was shown for a while.</summary>
    public async Task PaintAsync(int seed, int? widthPixels = null, int? heightPixels = null)
    {
        var before = (await Service.DisplayAsync("vm")).Frames;
        if (widthPixels is { } width && heightPixels is { } height)
            region.Publisher.SetLayout(new PlaneLayout(PixelFormat.Xr24, Tiling.Linear, width, height, width * 4 + 64));
        region.Paint(seed);
        await Service.WaitForDisplayAsync(
            "vm", display => display.Frames > before && display.Width == region.Publisher.Layout.WidthPixels, Patience);
        // Of another size, it was black at first.
        var moment = await PassAsync();
        await PassAsync();
        shown.Add((moment, region.Expected()));
    }

    /// <summary>A moment, after some time in which what is shown has come to be recorded.</summary>
    public static async Task<DateTimeOffset> PassAsync()
    {
        var until = DateTimeOffset.UtcNow + TimeSpan.FromMilliseconds(300);
        await Wait.UntilAsync(() => DateTimeOffset.UtcNow > until, Patience, () => "the clock stands");
        return DateTimeOffset.UtcNow;
    }

    /// <summary>Ends the service, and with it the recording: its one segment.</summary>
    public async Task<string> EndAsync()
    {
        Assert.Equal(0, await Service.TerminateAsync());
        return Assert.Single(System.IO.Directory.GetFiles(Directory));
    }

    public async ValueTask DisposeAsync()
    {
        if (Service is not null)
            await Service.DisposeAsync();
        region.Dispose();
        regions.Dispose();
        recordings.Dispose();
    }

    Task WaitForFileAsync() => Wait.UntilAsync(
        () => System.IO.Directory.Exists(Directory) && System.IO.Directory.GetFiles(Directory).Any(file => new FileInfo(file).Length > 1000),
        Patience, () => $"nothing is recorded: {string.Join('\n', Service.Errors)}");
}
