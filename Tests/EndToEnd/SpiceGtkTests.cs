using Scanout.Codecs.Pixels;
using Scanout.Hosting.Web.Spice;
using Scanout.Pipeline.Frames;
using Scanout.Tests.EndToEnd.Peers;
using Scanout.Tests.Support;
using Scanout.Tests.Support.Spice;

namespace Scanout.Tests.EndToEnd;

/// <summary>What spice-gtk's library shows of a region is the region's picture, pixel for pixel.</summary>
public sealed class SpiceGtkTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [RealPeerFact(SpiceGtk.Python, SpiceGtk.Bindings)]
    public async Task It_shows_the_picture_of_any_size_its_changes_and_its_scrolls()
    {
        await using var service = await ServeAsync();
        foreach (var (width, height) in new[] { (640, 480), (1023, 767), (1, 1), (65, 3) })
        {
            var name = $"vm-{width}";
            using var region = new TestRegion(directory.Path, name, width, height);
            region.Paint(1);
            await using var viewer = SpiceGtk.Start(directory.Path, (await WaitAsync(service, name)).Port!.Value);
            await viewer.ShowsAsync(region, $"{width}x{height}");
            var state = await viewer.StateAsync();
            // Nobody can type on a region.
            Assert.Equal(($"{name} (view only)", width, height), (state.Name, state.Monitors[0][2], state.Monitors[0][3]));
            region.Paint(2);
            await viewer.ShowsAsync(region, $"{width}x{height}, another picture");
            for (var lines = 7; lines < Math.Min(100, height); lines += 31)
            {
                region.ScrollUp(lines);
                await viewer.ShowsAsync(region, $"scrolled by {lines} lines");
            }
        }
    }

    [RealPeerFact(SpiceGtk.Python, SpiceGtk.Bindings)]
    public async Task It_follows_another_size_and_stays_through_an_unplug()
    {
        await using var service = await ServeAsync();
        var region = new TestRegion(directory.Path, "vm", 640, 480);
        region.Paint(1);
        await using var viewer = SpiceGtk.Start(directory.Path, (await WaitAsync(service, "vm")).Port!.Value);
        await viewer.ShowsAsync(region, "the first picture");
        region.Publisher.SetLayout(new PlaneLayout(PixelFormat.Rg16, Tiling.Linear, 501, 299, 1008));
        region.Paint(3);
        await viewer.ShowsAsync(region, "another size and format");
        region.Publisher.SetLayout(new PlaneLayout(PixelFormat.Xr24, Tiling.Linear, 1280, 720, 5120));
        region.Paint(4);
        await viewer.ShowsAsync(region, "a larger one");
        Assert.Equal([[0, 0, 1280, 720]], (await viewer.StateAsync()).Monitors);
        region.Dispose();
        await service.WaitForDisplayAsync("vm", display => display.State == "lost");
        using var again = new TestRegion(directory.Path, "vm", 800, 600, PixelFormat.Xb30);
        again.Paint(5);
        await viewer.ShowsAsync(again, "the display that came back");
        Assert.False((await viewer.StateAsync()).IsOver);
    }

    [RealPeerFact(SpiceGtk.Python, SpiceGtk.Bindings)]
    public async Task It_has_the_exact_picture_once_what_moves_rests()
    {
        await using var service = await ServeAsync();
        using var region = new TestRegion(directory.Path, "vm", 800, 600);
        region.Paint(1);
        await using var viewer = SpiceGtk.Start(directory.Path, (await WaitAsync(service, "vm")).Port!.Value);
        await viewer.ShowsAsync(region, "the first picture");
        // What streams there are is told by a client that says so.
        await using var session = await SpiceTestClient.Tcp((await WaitAsync(service, "vm")).Port!.Value).OpenSessionAsync();
        await using var other = await session.OpenDisplayAsync();
        var seed = 2;
        await Wait.UntilAsync(
            async () =>
            {
                region.Paint(seed++);
                await other.DrainAsync(TimeSpan.FromMilliseconds(5));
                return other.StreamFrames.Count > 20;
            },
            Patience, () => $"no stream after {seed} pictures: {other}");
        await viewer.ShowsAsync(region, "what has come to rest");
        await other.ReadUntilAsync(() => other.Streams.Count == 0, "the stream's end");
    }

    [RealPeerFact(SpiceGtk.Python, SpiceGtk.Bindings)]
    public async Task It_has_the_cursors_shape_and_hot_spot()
    {
        await using var service = await ServeAsync();
        using var region = new TestRegion(directory.Path, "vm", 320, 200);
        region.Paint(1);
        var bgra = new byte[24 * 16 * 4];
        new Random(1).NextBytes(bgra);
        var image = new CursorImage(24, 16, 5, 3, bgra);
        region.Publisher.SetCursor(new Cursor(image, 40, 50));
        await using var viewer = SpiceGtk.Start(directory.Path, (await WaitAsync(service, "vm")).Port!.Value);
        await viewer.ShowsAsync(region, "a picture");
        var state = await viewer.WaitAsync(state => state.CursorVisible, "a cursor");
        Assert.Equal([24, 16, 5, 3], state.Cursor!);
        var rgba = (await viewer.CursorAsync())!;
        for (var i = 0; i < bgra.Length; i += 4)
            Assert.Equal((bgra[i], bgra[i + 1], bgra[i + 2], bgra[i + 3]), (rgba[i + 2], rgba[i + 1], rgba[i], rgba[i + 3]));
        region.Publisher.SetCursor(new Cursor(image, 100, 70));
        await viewer.WaitAsync(state => (state.CursorX, state.CursorY) == (105, 73), "a move");
        Assert.Equal(1, (await viewer.StateAsync()).CursorSets);
        region.Publisher.SetCursor(null);
        await viewer.WaitAsync(state => !state.CursorVisible, "no cursor");
        region.Publisher.SetCursor(new Cursor(new CursorImage(8, 8, 1, 2, new byte[256]), 10, 10));
        await viewer.WaitAsync(state => state.Cursor is [8, 8, 1, 2], "another cursor");
    }

    [RealPeerFact(SpiceGtk.Python, SpiceGtk.Bindings)]
    public async Task Several_show_the_same_one_that_is_killed_leaves_the_others_and_comes_back()
    {
        await using var service = await ServeAsync();
        using var region = new TestRegion(directory.Path, "vm", 640, 480);
        region.Paint(1);
        var port = (await WaitAsync(service, "vm")).Port!.Value;
        await using var first = SpiceGtk.Start(directory.Path, port);
        await using (var second = SpiceGtk.Start(directory.Path, port))
        {
            await first.ShowsAsync(region, "the first");
            await second.ShowsAsync(region, "the second");
            Assert.Equal(2, (await service.DisplayAsync("vm")).Viewers);
        }
        await service.WaitForDisplayAsync("vm", display => display.Viewers == 1);
        region.Paint(2);
        await first.ShowsAsync(region, "who stayed");
        await using var again = SpiceGtk.Start(directory.Path, port);
        await again.ShowsAsync(region, "who came back");
        Assert.False((await first.StateAsync()).IsOver);
    }

    static async Task<SpiceAddress> WaitAsync(ScanoutProcess service, string name) =>
        (await service.WaitForDisplayAsync(name, display => display.Frames > 0)).Spice!;

    Task<ScanoutProcess> ServeAsync() => ScanoutProcess.ServeAsync($"scanout.discovery.regions = \"{directory.Path}\"");
}
