using Microsoft.Extensions.Time.Testing;
using Scanout.Codecs.Motion;
using Scanout.Pipeline.Frames;
using Scanout.Tests.Codecs.Motion;

namespace Scanout.Tests.Pipeline.Frames;

public sealed class FrameMotionTests : IDisposable
{
    readonly TilePool pool = new();
    readonly Surface surface;
    readonly FrameBuilder builder;
    readonly List<Frame> held = [];
    readonly Canvas page = new Canvas(300, 260).Text(0, 0, 300, 260, new Random(1));

    public FrameMotionTests() => (surface, builder) = (new Surface("vm", pool, new FakeTimeProvider()), new FrameBuilder(pool));

    public void Dispose()
    {
        held.ForEach(frame => frame.Release());
        surface.Dispose();
        Assert.Equal(0, pool.TilesOut);
    }

    [Fact]
    public void A_scroll_between_two_frames_is_found()
    {
        var (before, after) = (Publish(Scrolled(0)), Publish(Scrolled(-38)));
        Assert.Equal(new Move(0, 0, 300, 222, 0, 38), Assert.Single(surface.Motion.Between(before, after)));
    }

    [Fact]
    public void Whoever_asks_the_same_gets_the_same_answer_also_some_frames_later_and_at_once()
    {
        var frames = Enumerable.Range(0, 4).Select(number => Publish(Scrolled(-19 * number))).ToArray();
        var first = surface.Motion.Between(frames[0], frames[1]);
        Assert.Equal(-57, surface.Motion.Between(frames[0], frames[3]).Select(move => move.Y - move.SourceY).First());
        Assert.True(surface.Motion.Between(frames[0], frames[1]) == first);
        var all = new System.Collections.Concurrent.ConcurrentBag<System.Collections.Immutable.ImmutableArray<Move>>();
        Parallel.For(0, 8, _ => all.Add(surface.Motion.Between(frames[1], frames[3])));
        Assert.All(all, answer => Assert.True(answer == all.First()));
        Assert.NotEmpty(all.First());
    }

    [Fact]
    public void Nothing_moved_between_a_frame_and_itself_or_one_of_another_size_or_a_notice()
    {
        var (before, after) = (Publish(Scrolled(0)), Publish(page.Cut(0, 38, 300, 200)));
        surface.ShowNotice("no signal", "vm");
        held.Add(surface.Acquire()!);
        Assert.Empty(surface.Motion.Between(before, before));
        Assert.Empty(surface.Motion.Between(before, after));
        Assert.Empty(surface.Motion.Between(after, held[^1]));
    }

    /// <summary>The page moved down by as much, and nothing where there is no page.</summary>
    Canvas Scrolled(int byY) => new Canvas(300, 260).Paste(page, 0, byY);

    Frame Publish(Canvas picture)
    {
        var tiles = picture.Tiles();
        builder.Begin(picture.Width, picture.Height, held.LastOrDefault());
        for (var i = 0; i < (picture.Width + 63) / 64 * ((picture.Height + 63) / 64); i++)
            tiles.Tile(i).CopyTo(builder.AddTile(i, 0xFFFF));
        surface.Publish(builder.Build(new FrameOrigin(0, null, null)), asWriter: null);
        held.Add(surface.Acquire()!);
        return held[^1];
    }
}
