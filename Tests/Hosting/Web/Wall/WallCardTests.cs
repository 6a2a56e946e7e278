using Microsoft.Extensions.Time.Testing;
using Scanout.Hosting.Web.Wall;
using Scanout.Pipeline.Frames;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Web.Wall;

public sealed class WallCardTests : IDisposable
{
    readonly FakeTimeProvider time = new();
    readonly TilePool pool = new();
    readonly Surface surface;
    readonly Thumbnails thumbnails = new();
    byte shade;

    public WallCardTests() => surface = new Surface("vm", pool, time);

    public void Dispose()
    {
        thumbnails.Dispose();
        surface.Dispose();
    }

    [RealPeerFact("djpeg")]
    public void What_is_looked_at_a_little_late_is_shown_twice_a_second_all_the_same()
    {
        // Whoever looks comes by now and then, and not in step with the display.
        foreach (var (changeMs, latenessMs) in ((int, int)[])[(350, 70), (500, 35), (110, 49)])
            Assert.InRange(LooksIn(TimeSpan.FromSeconds(20), changeMs, latenessMs), 39, 41);
    }

    [RealPeerFact("djpeg")]
    public void What_rested_for_long_has_no_pictures_in_store()
    {
        using var card = new WallCard(surface, new Signal(), time);
        Publish();
        Assert.NotNull(card.Look(thumbnails, ThumbnailSize.For(160)));
        time.Advance(TimeSpan.FromSeconds(10));
        Publish();
        Assert.True(card.Wait <= TimeSpan.Zero);
        Assert.NotNull(card.Look(thumbnails, ThumbnailSize.For(160)));
        Assert.Equal(WallCard.Interval, card.Wait);
    }

    int LooksIn(TimeSpan duration, int changeMs, int latenessMs)
    {
        using var card = new WallCard(surface, new Signal(), time);
        var (looks, changedMs) = (0, 0);
        for (var nowMs = 0; nowMs < duration.TotalMilliseconds; nowMs += latenessMs)
        {
            for (; changedMs <= nowMs; changedMs += changeMs)
                Publish();
            if (card.HasNews && card.Wait <= TimeSpan.Zero && card.Look(thumbnails, ThumbnailSize.For(160)) is not null)
                looks++;
            time.Advance(TimeSpan.FromMilliseconds(latenessMs));
        }
        return looks;
    }

    void Publish()
    {
        var builder = new FrameBuilder(pool);
        builder.Begin(64, 64, null);
        builder.AddTile(0, 0xFFFF).Fill(shade += 40);
        surface.Publish(builder.Build(new FrameOrigin(time.GetTimestamp(), null, null)), asWriter: null);
    }
}
