using Scanout.Codecs.Scaling;
using Scanout.Hosting.Web.Wall;
using Scanout.Pipeline.Frames;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Web.Wall;

public sealed class ThumbnailTests : IDisposable
{
    readonly TilePool pool = new();
    readonly Surface surface;

    public ThumbnailTests() => surface = new Surface("vm", pool, TimeProvider.System);

    public void Dispose() => surface.Dispose();

    [Theory]
    [InlineData(1, 160), InlineData(160, 160), InlineData(161, 240), InlineData(400, 480), InlineData(4000, 480), InlineData(-1, 160)]
    public void A_width_is_one_of_a_few(int wished, int side) => Assert.Equal(side, ThumbnailSize.For(wished).SidePixels);

    [Theory]
    [InlineData(1920, 1080, 160, 90), InlineData(1080, 1920, 90, 160), InlineData(100, 50, 100, 50), InlineData(10000, 3, 160, 1)]
    public void A_picture_keeps_its_shape(int width, int height, int newWidth, int newHeight) =>
        Assert.Equal((newWidth, newHeight), ThumbnailSize.For(160).Of(width, height));

    [RealPeerFact("djpeg")]
    public void One_thumbnail_serves_all_who_want_the_same()
    {
        using var thumbnails = new Thumbnails();
        Assert.Null(thumbnails.NewestOf(surface, ThumbnailSize.For(160)));
        Publish(null, 1, 700, 500);
        var first = thumbnails.NewestOf(surface, ThumbnailSize.For(160))!;
        Assert.Same(first, thumbnails.NewestOf(surface, ThumbnailSize.For(100)));
        Assert.NotSame(first, thumbnails.NewestOf(surface, ThumbnailSize.For(320)));
        surface.ShowNotice("no signal", "vm");
        Assert.Same(first, thumbnails.NewestOf(surface, ThumbnailSize.For(160)));
        Publish(null, 1, 700, 500);
        Assert.Same(first, thumbnails.NewestOf(surface, ThumbnailSize.For(160)));
        Publish(null, 2, 700, 500);
        var second = thumbnails.NewestOf(surface, ThumbnailSize.For(160))!;
        Assert.NotSame(first, second);
        Assert.NotEqual(first.Tag, second.Tag);
        Publish(null, 2, 1, 1);
        Assert.NotNull(thumbnails.NewestOf(surface, ThumbnailSize.For(160)));
    }

    [Theory]
    [InlineData(1), InlineData(3)]
    public void A_picture_that_is_kept_up_is_as_one_that_is_made_anew(int shift)
    {
        var random = new Random(shift);
        var kept = new ReducedPicture(shift);
        foreach (var (width, height) in new[] { (333, 190), (333, 190), (333, 190), (64, 700) })
        {
            using (var before = surface.FrameCount > 0 ? new HeldFrame(surface) : null)
                Publish(before?.Frame, (byte)random.Next(256), width, height, changed: random.Next(3));
            using var held = new HeldFrame(surface);
            var version = kept.Version;
            kept.Follow(held.Frame);
            Assert.Equal(version + 1, kept.Version);
            kept.Follow(held.Frame);
            Assert.Equal(version + 1, kept.Version);
            var (newWidth, newHeight) = (width >> shift, height >> shift);
            var (whole, expected) = (new byte[width * height * 4], new byte[newWidth * newHeight * 4]);
            held.Frame.CopyTo(new PixelRectangle(0, 0, width, height), whole, width * 4);
            // The last pixels, where the sides are no multiples, are left out.
            AreaScaler.Shrink(whole, newWidth << shift, newHeight << shift, width * 4, expected, newWidth, newHeight);
            Assert.Equal(expected, kept.Pixels.ToArray());
        }
    }

    void Publish(Frame? before, byte value, int widthPixels, int heightPixels, int? changed = null)
    {
        var builder = new FrameBuilder(pool);
        var isNew = before is null || before.WidthPixels != widthPixels;
        builder.Begin(widthPixels, heightPixels, before);
        for (var i = 0; i < (widthPixels + 63) / 64 * ((heightPixels + 63) / 64); i++)
            if (isNew || changed is null || i == changed)
            {
                var tile = builder.AddTile(i, 0xFFFF);
                for (var at = 0; at < tile.Length; at++)
                    tile[at] = (byte)(value + (changed is null ? 0 : at / 7 + at % 5 * i));
            }
        surface.Publish(builder.Build(new FrameOrigin(0, null, null)), asWriter: null);
    }
}
