using Microsoft.Extensions.Time.Testing;
using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Frames;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Capture;

public sealed class DisplayCaptureTests : IDisposable
{
    readonly TilePool pool = new();
    readonly FakeTimeProvider time = new();
    readonly PaintedDevice device = new(200, 150, padBytes: 64);
    readonly Surface surface;
    readonly DisplayCapture capture;

    public DisplayCaptureTests()
    {
        surface = new Surface("painted", pool, time);
        capture = new DisplayCapture(device, surface);
    }

    public void Dispose()
    {
        capture.Dispose();
        surface.Dispose();
        Assert.True(device.IsDisposed);
        Assert.Equal((0, 0L), (pool.TilesOut, pool.NativeBytes));
    }

    [Fact]
    public void The_first_poll_shows_the_whole_picture()
    {
        device.FillRandom(new Random(1));
        Assert.Equal(CaptureOutcome.Captured, capture.Poll());
        AssertShowsDevice();
        Assert.Equal(4 * 3, capture.TilesChanged);
    }

    [Fact]
    public void A_black_picture_is_a_picture_too()
    {
        Assert.Equal(CaptureOutcome.Captured, capture.Poll());
        AssertShowsDevice();
    }

    [Fact]
    public void A_picture_that_has_not_changed_makes_no_frame()
    {
        capture.Poll();
        Assert.Equal(CaptureOutcome.Unchanged, capture.Poll());
        Assert.Equal(1, surface.FrameCount);
    }

    [Fact]
    public void A_changed_pixel_makes_one_tile_anew_and_marks_its_cell()
    {
        capture.Poll();
        using var before = new HeldFrame(surface);
        device.SetPixel(70, 100, 0x123456);
        Assert.Equal(CaptureOutcome.Captured, capture.Poll());
        using var after = new HeldFrame(surface);
        for (var row = 0; row < 3; row++)
            for (var column = 0; column < 4; column++)
                Assert.Equal((column, row) != (1, 1), ReferenceEquals(before.Frame[column, row], after.Frame[column, row]));
        var tile = after.Frame[1, 1];
        Assert.Equal(before.Frame[1, 1].Serial, tile.PredecessorSerial);
        Assert.Equal(1 << (100 - 64) / 16 * 4, tile.ChangedCells);
        AssertShowsDevice();
    }

    [Fact]
    public void The_unused_byte_is_not_a_change()
    {
        capture.Poll();
        device.SetPixel(3, 3, 0xAB000000);
        Assert.Equal(CaptureOutcome.Unchanged, capture.Poll());
    }

    [Theory]
    [InlineData(64, 64), InlineData(1, 1), InlineData(333, 65)]
    public void Another_size_is_a_frame_of_that_size(int width, int height)
    {
        capture.Poll();
        device.Resize(width, height);
        device.FillRandom(new Random(width));
        Assert.Equal(CaptureOutcome.Captured, capture.Poll());
        AssertShowsDevice();
    }

    [Fact]
    public void Another_format_of_the_same_size_is_shown()
    {
        capture.Poll();
        device.Resize(200, 150, PixelFormat.Rg16);
        device.Memory.Fill(0xFF);
        Assert.Equal(CaptureOutcome.Captured, capture.Poll());
        using var held = new HeldFrame(surface);
        Assert.Equal(PixelFormat.Rg16, held.Frame.Origin.Format);
        Assert.Equal([255, 255, 255, 255], held.Frame[0, 0].Pixels[..4].ToArray());
    }

    [Fact]
    public void Random_changes_are_all_shown_whatever_they_are()
    {
        var random = new Random(7);
        for (var round = 0; round < 60; round++)
        {
            for (var i = random.Next(4); i > 0; i--)
                device.SetPixel(random.Next(200), random.Next(150), (uint)random.Next());
            capture.Poll();
            AssertShowsDevice();
        }
    }

    [Theory]
    [InlineData(Tiling.IntelX), InlineData(Tiling.IntelY)]
    public void A_tiled_picture_is_shown_as_it_looks_and_its_changes_are_found(Tiling tiling)
    {
        device.Resize(203, 151, tiling);
        var random = new Random(9);
        device.FillRandom(random);
        capture.Poll();
        for (var round = 0; round < 40; round++)
        {
            AssertShowsDevice();
            for (var i = 0; i < 20; i++)
                Assert.NotEqual(CaptureOutcome.Captured, capture.Poll());
            var (x, y) = (random.Next(203), random.Next(151));
            device.SetPixel(x, y, ~BitConverter.ToUInt32(device.Memory[device.AddressOf(x, y)..]));
            var polls = 1;
            while (capture.Poll() != CaptureOutcome.Captured)
                Assert.True(++polls <= 8, $"{x},{y} was not found");
            Assert.Equal(1, capture.TilesChanged);
        }
    }

    [Fact]
    public void A_large_picture_that_changes_all_over_is_shown_exactly()
    {
        device.Resize(1500, 1100, PixelFormat.Xr24, padBytes: 8);
        for (var round = 0; round < 4; round++)
        {
            device.FillRandom(new Random(round));
            Assert.Equal(CaptureOutcome.Captured, capture.Poll());
            AssertShowsDevice();
            Assert.True(capture.TilesChanged > 256);
        }
    }

    [Fact]
    public void A_quiet_picture_that_nobody_watches_is_only_probed_and_a_hit_is_read_whole()
    {
        for (var i = 0; i < 20; i++)
            capture.Poll();
        var before = device.RowsRead;
        capture.Poll();
        Assert.InRange(device.RowsRead - before, 1, 150 / 8 + 1);

        device.Fill(new PixelRectangle(0, 0, 10, 150), 0x445566);
        Assert.Equal(CaptureOutcome.Captured, capture.Poll());
        AssertShowsDevice();
    }

    [Fact]
    public void A_probe_finds_a_change_in_any_row_within_eight_polls()
    {
        for (var i = 0; i < 20; i++)
            capture.Poll();
        for (var y = 0; y < 150; y += 13)
        {
            device.SetPixel(5, y, (uint)(y + 1));
            var polls = 1;
            while (capture.Poll() != CaptureOutcome.Captured)
                Assert.True(++polls <= 8);
            AssertShowsDevice();
            for (var i = 0; i < 10; i++)
                capture.Poll();
        }
    }

    [Fact]
    public void A_device_that_tells_of_a_change_once_is_read_whole_then()
    {
        capture.Poll();
        for (var y = 0; y < 16; y++)
        {
            device.Answer = PlaneLook.Unchanged;
            for (var i = 0; i < 20; i++)
                capture.Poll();
            device.Answer = null;
            device.SetPixel(5, y, (uint)(y + 1));
            Assert.Equal(CaptureOutcome.Captured, capture.Poll());
            AssertShowsDevice();
        }
    }

    [Fact]
    public void A_quiet_picture_that_is_watched_is_always_read_whole()
    {
        using var watch = surface.Watch(new Signal());
        watch.Ask(TimeSpan.FromMilliseconds(16));
        for (var i = 0; i < 20; i++)
            capture.Poll();
        device.SetPixel(199, 149, 5);
        Assert.Equal(CaptureOutcome.Captured, capture.Poll());
    }

    [Fact]
    public void A_quiet_picture_that_only_the_patient_watch_is_probed_and_a_change_is_found_within_eight_looks()
    {
        using var recorder = surface.Watch(new Signal());
        recorder.Ask(TimeSpan.FromMilliseconds(16), isPatient: true);
        for (var i = 0; i < 20; i++)
            capture.Poll();
        device.SetPixel(199, 149, 5);
        var looks = 1;
        while (capture.Poll() != CaptureOutcome.Captured)
            Assert.True(++looks <= 8);
        Assert.True(looks > 1);
        AssertShowsDevice();
    }

    [Fact]
    public void A_viewer_beside_the_patient_has_every_look_read_whole()
    {
        using var recorder = surface.Watch(new Signal());
        recorder.Ask(TimeSpan.FromMilliseconds(16), isPatient: true);
        for (var i = 0; i < 20; i++)
            capture.Poll();
        using var viewer = surface.Watch(new Signal());
        viewer.Ask(TimeSpan.FromSeconds(1));
        device.SetPixel(199, 149, 5);
        Assert.Equal(CaptureOutcome.Captured, capture.Poll());
    }

    [Fact]
    public void A_cursor_that_moves_makes_a_frame_of_the_same_tiles()
    {
        capture.Poll();
        using var before = new HeldFrame(surface);
        device.Cursor = new Cursor(new CursorImage(1, 1, 0, 0, [1, 2, 3, 4]), 10, 20);
        Assert.Equal(CaptureOutcome.Captured, capture.Poll());
        using var after = new HeldFrame(surface);
        Assert.Same(device.Cursor, after.Frame.Origin.Cursor);
        Assert.Equal(before.Frame.Tiles.ToArray(), after.Frame.Tiles.ToArray());
        Assert.Equal(CaptureOutcome.Unchanged, capture.Poll());
    }

    [Fact]
    public void After_a_notice_the_picture_is_shown_again_though_it_has_not_changed()
    {
        device.FillRandom(new Random(3));
        capture.Poll();
        surface.ShowNotice("no signal", "painted");
        using (var notice = new HeldFrame(surface))
            Assert.True(notice.Frame.Origin.IsNotice);
        Assert.Equal(CaptureOutcome.Captured, capture.Poll());
        AssertShowsDevice();
    }

    [Fact]
    public void What_the_device_says_is_told()
    {
        device.Answer = PlaneLook.Disabled();
        Assert.Equal(CaptureOutcome.Disabled, capture.Poll());
        device.Answer = PlaneLook.Refused("stride is 3");
        Assert.Equal((CaptureOutcome.Refused, "stride is 3"), (capture.Poll(), capture.Reason));
        device.Answer = PlaneLook.Pending;
        Assert.Equal((CaptureOutcome.Pending, null), (capture.Poll(), capture.Reason));
        device.Answer = PlaneLook.Lost("gone");
        Assert.Equal((CaptureOutcome.Lost, "gone"), (capture.Poll(), capture.Reason));
        Assert.Equal(0, surface.FrameCount);
    }

    [Fact]
    public void Memory_that_goes_away_between_look_and_read_loses_the_device()
    {
        capture.Poll();
        device.IsMemoryGone = true;
        Assert.Equal(CaptureOutcome.Lost, capture.Poll());
        Assert.Equal(1, surface.FrameCount);
    }

    [Fact]
    public void A_plane_that_is_larger_than_any_picture_is_refused_before_memory_is_taken_for_it()
    {
        device.Answer = PlaneLook.Ready(new PlaneLayout(PixelFormat.Xr24, Tiling.Linear, 1, 16384, 1 << 30));
        Assert.Equal(CaptureOutcome.Refused, capture.Poll());
        Assert.Contains("1073741824", capture.Reason);
    }

    [Fact]
    public void A_poll_of_a_picture_at_rest_allocates_nothing()
    {
        using var watch = surface.Watch(new Signal());
        watch.Ask(TimeSpan.FromMilliseconds(16));
        for (var i = 0; i < 100; i++)
            capture.Poll();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            capture.Poll();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_changed_frame_allocates_less_than_four_kibibytes()
    {
        device.Resize(1920, 1080, PixelFormat.Xr24);
        for (var i = 0; i < 20; i++)
            Change(i);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++)
            Change(i);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 10, 0, 4095);

        void Change(int value)
        {
            device.Memory.Fill((byte)value);
            Assert.Equal(CaptureOutcome.Captured, capture.Poll());
        }
    }

    [Fact]
    public void A_capture_that_was_replaced_shows_nothing_any_more()
    {
        using var newer = new DisplayCapture(new PaintedDevice(10, 10), surface);
        newer.Poll();
        Assert.Equal(CaptureOutcome.Captured, capture.Poll());
        using var held = new HeldFrame(surface);
        Assert.Equal(10, held.Frame.WidthPixels);
    }

    void AssertShowsDevice()
    {
        using var held = new HeldFrame(surface);
        var (frame, layout) = (held.Frame, device.Layout);
        Assert.Equal((layout.WidthPixels, layout.HeightPixels), (frame.WidthPixels, frame.HeightPixels));
        var shown = new byte[layout.WidthPixels * layout.HeightPixels * 4];
        frame.CopyTo(new PixelRectangle(0, 0, layout.WidthPixels, layout.HeightPixels), shown, layout.WidthPixels * 4);
        for (var y = 0; y < layout.HeightPixels; y++)
        {
            var expected = new byte[layout.RowBytes];
            for (var x = 0; x < layout.WidthPixels; x++)
                device.Memory.Slice(device.AddressOf(x, y), 4).CopyTo(expected.AsSpan(x * 4));
            for (var i = 3; i < expected.Length; i += 4)
                expected[i] = 0xFF;
            Assert.True(shown.AsSpan(y * layout.RowBytes, layout.RowBytes).SequenceEqual(expected), $"row {y} differs");
        }
    }
}
