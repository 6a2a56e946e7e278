using Microsoft.Extensions.Time.Testing;
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
    public void Neighbouring_tiles_with_the_same_rows_are_one_rectangle()
    {
        Send(All);
        device.Fill(new PixelRectangle(30, 20, 200, 10), 5);
        capture.Poll();
        Assert.Equal([PixelRectangle.Between(16, 16, 240, 32)], Send(All));
    }

    [Fact]
    public void No_rectangle_is_wider_than_allowed()
    {
        using var held = new HeldFrame(surface);
        var damage = new List<PixelRectangle>();
        picture.AddDamage(held.Frame, All, false, 128, damage);
        Assert.All(damage, area => Assert.True(area.Width <= 128));
        Assert.Equal(Width * Height, damage.Sum(area => area.Width * area.Height));
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
        var damage = new List<PixelRectangle>();
        picture.AddDamage(held.Frame, area, isForced, 2048, damage);
        for (var i = 0; i < damage.Count; i++)
        {
            Assert.True(damage[i].Height <= 64);
            Assert.All(damage.Skip(i + 1), other => Assert.True(damage[i].Intersect(other).IsEmpty));
            held.Frame.CopyTo(damage[i], screen.AsSpan((damage[i].Y * Width + damage[i].X) * 4), Width * 4);
        }
        picture.MarkSent(held.Frame, area);
        return damage;
    }
}
