using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks.Spice;
using Scanout.Tests.Codecs.Jpeg;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Sinks.Spice;

public sealed class SpiceJpegsTests : IDisposable
{
    static readonly PixelRectangle Area = new(64, 64, 320, 170);

    readonly PaintedDesktop desktop = new(384, 234);

    public void Dispose() => desktop.Dispose();

    [Fact]
    public async Task A_picture_shows_the_area_and_is_made_once_for_all_who_want_it()
    {
        desktop.Fill(new(0, 0, 384, 234), 0x204060);
        desktop.Fill(new(128, 64, 64, 170), 0xC08040);
        desktop.Publish();
        using var held = new HeldFrame(desktop.Surface);
        var pictures = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Make(held, Area).AsTask())));
        Assert.All(pictures, picture => Assert.Same(pictures[0], picture));
        var decoded = JpegDecoder.Decode(pictures[0], 320, 170);
        AssertNear(0x204060, decoded, 10 * 320 + 20);
        AssertNear(0xC08040, decoded, 160 * 320 + 96);
        AssertNear(0x204060, decoded, 160 * 320 + 300);
    }

    [Fact]
    public async Task It_is_made_anew_where_any_tile_is_another_or_the_area_is()
    {
        desktop.Publish();
        using var before = new HeldFrame(desktop.Surface);
        var first = await Make(before, Area);
        Assert.NotSame(first, await Make(before, Area with { Width = 256 }));
        desktop.Noise(new(370, 220, 2, 2));
        desktop.Publish();
        using var after = new HeldFrame(desktop.Surface);
        var second = await Make(after, Area);
        Assert.NotSame(first, second);
        Assert.Same(second, await Make(after, Area));
        desktop.Fill(new(0, 0, 8, 8), 1);
        desktop.Publish();
        using var elsewhere = new HeldFrame(desktop.Surface);
        Assert.Same(second, await Make(elsewhere, Area));
    }

    [Fact]
    public async Task Who_waits_for_another_may_give_up()
    {
        desktop.Publish();
        using var held = new HeldFrame(desktop.Surface);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => SpiceJpegs.OfAsync(desktop.Surface, held.Frame, Area, new CancellationToken(true)).AsTask());
        Assert.NotEmpty(await Make(held, Area));
    }

    ValueTask<byte[]> Make(HeldFrame held, PixelRectangle area) =>
        SpiceJpegs.OfAsync(desktop.Surface, held.Frame, area, CancellationToken.None);

    static void AssertNear(uint expected, uint[] picture, int at)
    {
        for (var shift = 0; shift < 24; shift += 8)
            Assert.InRange((int)(picture[at] >> shift & 0xFF) - (int)(expected >> shift & 0xFF), -6, 6);
    }
}
