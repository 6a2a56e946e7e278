using Microsoft.Extensions.Time.Testing;
using Scanout.Codecs.Motion;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Sinks;

public sealed class ViewerPictureTests : IDisposable
{
    const int Width = 300;
    const int Height = 200;

    static readonly PixelRectangle All = new(0, 0, Width, Height);

    readonly TilePool pool = new();
    readonly PaintedDevice device = new(Width, Height);
    readonly Surface surface;
    readonly DisplayCapture capture;
    readonly ViewerPicture picture = new();
    readonly byte[] screen = new byte[Width * Height * 4];

    public ViewerPictureTests()
    {
        surface = new Surface("painted", pool, new FakeTimeProvider());
        capture = new DisplayCapture(device, surface);
        capture.Poll();
        picture.Reset(Width, Height);
    }

    public void Dispose()
    {
        picture.Dispose();
        capture.Dispose();
        surface.Dispose();
        Assert.Equal(0, pool.TilesOut);
    }

    [Fact]
    public void A_viewer_that_has_nothing_is_sent_everything_once()
    {
        Assert.Equal(Width * Height, Send(All).Sum(area => area.Width * area.Height));
        Assert.Empty(Send(All));
    }

    [Fact]
    public void A_changed_pixel_is_sent_as_its_cell()
    {
        Send(All);
        device.SetPixel(100, 70, 1);
        capture.Poll();
        Assert.Equal([new PixelRectangle(96, 64, 16, 16)], Send(All));
    }

    [Fact]
    public void Changes_over_several_frames_are_sent_as_the_cells_that_differ_in_the_end()
    {
        Send(All);
        for (var i = 0; i < 5; i++)
        {
            device.SetPixel(10 + i, 10, (uint)i + 1);
            capture.Poll();
        }
        Assert.Equal([new PixelRectangle(0, 0, 16, 16)], Send(All));

        device.SetPixel(10, 10, 99);
        capture.Poll();
        device.SetPixel(10, 10, 1);
        capture.Poll();
        Assert.Empty(Send(All));
    }

    [Fact]
    public void Cells_that_the_viewer_copies_are_not_sent()
    {
        Send(All);
        device.Fill(new PixelRectangle(0, 0, Width, 64), 9);
        capture.Poll();
        var copied = new CopiedCells();
        copied.Fill(Width, Height, [new Move(5, 5, 59, 43, 0, 100), new Move(128, 0, Width - 128, 64, 0, 100)]);
        using var held = new HeldFrame(surface);
        var damage = new List<TileDamage>();
        picture.AddDamage(held.Frame, All, false, copied, damage);
        Assert.Equal([new TileDamage(0, new(0, 0, 64, 64)), new TileDamage(1, new(64, 0, 64, 64))], damage);
        copied.Fill(Width, Height, [new Move(0, 0, Width, 50, 0, 100)]);
        damage.Clear();
        picture.AddDamage(held.Frame, All, false, copied, damage);
        Assert.All(damage, tile => Assert.Equal((48, 64), (tile.Area.Y, tile.Area.Bottom)));
        Assert.Equal(5, damage.Count);
    }

    [Fact]
    public void The_viewer_has_a_whole_frame_until_something_of_it_is_not_known()
    {
        Send(new PixelRectangle(0, 0, 100, 100));
        Assert.Null(picture.Whole);
        Send(All);
        Assert.NotNull(picture.Whole);
        picture.Forget(3);
        Assert.Null(picture.Whole);
        Assert.Single(Send(All));
    }

    [Fact]
    public void What_a_request_does_not_cover_stays_to_be_sent()
    {
        var part = new PixelRectangle(10, 10, 100, 100);
        Assert.Equal(100 * 100, Send(part).Sum(area => area.Width * area.Height));
        Assert.Equal(Width * Height, Send(All).Sum(area => area.Width * area.Height));
    }

    [Fact]
    public void A_forced_request_is_answered_in_full_though_nothing_changed()
    {
        Send(All);
        var part = new PixelRectangle(70, 3, 50, 100);
        Assert.Equal(50 * 100, Send(part, isForced: true).Sum(area => area.Width * area.Height));
    }

    [Fact]
    public void Whatever_changes_and_whenever_it_is_asked_for_the_viewer_ends_with_the_picture()
    {
        var random = new Random(11);
        for (var round = 0; round < 200; round++)
        {
            for (var i = random.Next(4); i > 0; i--)
            {
                var (x, y) = (random.Next(Width), random.Next(Height));
                device.Fill(new PixelRectangle(x, y, random.Next(40), random.Next(40)).Intersect(All), (uint)random.Next());
            }
            capture.Poll();
            if (random.Next(3) == 0)
                Send(new PixelRectangle(random.Next(Width), random.Next(Height), random.Next(200), random.Next(200)), random.Next(2) == 0);
        }
        Send(All);
        using var held = new HeldFrame(surface);
        var expected = new byte[screen.Length];
        held.Frame.CopyTo(All, expected, Width * 4);
        Assert.True(expected.AsSpan().SequenceEqual(screen));
    }

    List<PixelRectangle> Send(PixelRectangle area, bool isForced = false)
    {
        using var held = new HeldFrame(surface);
        var tiles = new List<TileDamage>();
        picture.AddDamage(held.Frame, area, isForced, null, tiles);
        var damage = tiles.ConvertAll(tile => tile.Area);
        for (var i = 0; i < damage.Count; i++)
        {
            Assert.True(damage[i].Height <= 64);
            Assert.All(damage.Skip(i + 1), other => Assert.True(damage[i].Intersect(other).IsEmpty));
            held.Frame.CopyTo(damage[i], screen.AsSpan((damage[i].Y * Width + damage[i].X) * 4), Width * 4);
        }
        picture.MarkSent(held.Frame, area, All);
        return damage;
    }
}
