using Microsoft.Extensions.Time.Testing;
using Scanout.Codecs.Recording;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Replay;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Recordings;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Devices.Replay;

public sealed class ReplayDeviceTests : IDisposable
{
    readonly FakeTimeProvider time = new();
    readonly TilePool pool = new();
    readonly MadeUpPictures recording = new();
    readonly Surface surface;
    Playback? playback;
    DisplayCapture? capture;

    public ReplayDeviceTests() => surface = new Surface("vm@past", pool, time);

    public void Dispose()
    {
        capture?.Dispose();
        surface.Dispose();
        Assert.Equal((0, 0L), (pool.TilesOut, pool.NativeBytes));
    }

    [Fact]
    public void It_shows_the_picture_of_the_moment_at_which_it_is()
    {
        Play(recording.Add(0, 1).Add(1, 2).Add(2, 3).EndAt(3));
        Assert.Equal(1, Shown());
        Assert.Equal(1, Shown(after: 0.999));
        Assert.Equal(2, Shown(after: 0.001));
        Assert.Equal(3, Shown(after: 1));
    }

    [Fact]
    public void Where_nothing_is_new_nothing_is_read()
    {
        Play(recording.Add(0, 1).Add(1, 2).EndAt(3));
        Shown();
        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(CaptureOutcome.Unchanged, capture!.Poll());
        Assert.Equal((1, 0), (recording.Seeks, recording.Nexts));
    }

    [Fact]
    public void Pictures_that_are_passed_by_between_two_looks_are_not_shown()
    {
        for (var number = 0; number < 40; number++)
            recording.Add(number * 0.1, (byte)number);
        Play(recording.EndAt(4));
        Shown();
        playback!.Speed = 16;
        Assert.Equal(35, Shown(after: 3.55 / 16));
        Assert.Equal(2, surface.PictureCount);
        Assert.Equal((1, 35), (recording.Seeks, recording.Nexts));
    }

    [Fact]
    public void A_long_way_is_a_jump()
    {
        for (var number = 0; number < 200; number++)
            recording.Add(number, (byte)number);
        Play(recording.EndAt(200));
        Shown();
        Assert.Equal(150, Shown(after: 150));
        Assert.Equal((2, 0), (recording.Seeks, recording.Nexts));
    }

    [Fact]
    public void Very_many_pictures_are_a_jump_too()
    {
        for (var number = 0; number < 200; number++)
            recording.Add(number * 0.01, (byte)number);
        Play(recording.EndAt(3));
        Shown();
        Assert.Equal(199, Shown(after: 2));
        Assert.Equal(2, recording.Seeks);
        Assert.InRange(recording.Nexts, 1, 64);
    }

    [Fact]
    public void A_pause_holds_the_picture()
    {
        Play(recording.Add(0, 1).Add(1, 2).Add(2, 3).EndAt(3));
        Assert.Equal(2, Shown(after: 1.5));
        playback!.IsPaused = true;
        Assert.Equal(2, Shown(after: 100));
        playback.IsPaused = false;
        Assert.Equal(2, Shown(after: 0.4));
        Assert.Equal(3, Shown(after: 0.1));
    }

    [Fact]
    public void A_seek_shows_at_the_next_look_also_of_one_who_is_paused()
    {
        Play(recording.Add(0, 1).Add(1, 2).Add(2, 3).EndAt(3));
        playback!.IsPaused = true;
        Assert.Equal(1, Shown());
        playback.Seek(TimeSpan.FromSeconds(2.5));
        Assert.Equal(3, Shown());
        playback.Seek(TimeSpan.FromSeconds(1));
        Assert.Equal(2, Shown());
    }

    [Fact]
    public void At_four_times_the_speed_it_is_four_times_as_far()
    {
        Play(recording.Add(0, 1).Add(4, 2).Add(8, 3).EndAt(9));
        playback!.Speed = 4;
        Assert.Equal(1, Shown(after: 0.99));
        Assert.Equal(2, Shown(after: 0.01));
        Assert.Equal(TimeSpan.FromSeconds(4), playback.Position);
        playback.Speed = 0.5;
        Assert.Equal(2, Shown(after: 7.9));
        Assert.Equal(3, Shown(after: 0.1));
    }

    [Fact]
    public void A_resolution_that_changed_changes_again()
    {
        Play(recording.Add(0, 1, 100, 70).Add(1, 2, 300, 200).Add(2, 3, 64, 64).EndAt(3));
        foreach (var (colour, width, height) in (ReadOnlySpan<(int, int, int)>)[(1, 100, 70), (2, 300, 200), (3, 64, 64)])
        {
            Assert.Equal(colour, Shown());
            using var held = new HeldFrame(surface);
            Assert.Equal((width, height), (held.Frame.WidthPixels, held.Frame.HeightPixels));
            time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void The_cursor_is_as_it_was()
    {
        var image = new CursorImage(1, 1, 0, 0, [1, 2, 3, 4]);
        var (here, there) = (new Cursor(image, 3, 4), new Cursor(image, 5, 6));
        Play(recording.Add(0, 1).Add(1, 1, cursor: here).Add(2, 1, cursor: there).EndAt(3));
        foreach (var expected in (Cursor?[])[null, here, there])
        {
            Shown();
            using var held = new HeldFrame(surface);
            Assert.Same(expected, held.Frame.Origin.Cursor);
            time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void At_the_end_the_last_picture_stays()
    {
        Play(recording.Add(0, 1).Add(1, 2).EndAt(2));
        Assert.Equal(2, Shown(after: 100));
        Assert.Equal(TimeSpan.FromSeconds(2), playback!.Position);
        playback.Seek(TimeSpan.Zero);
        Assert.Equal(1, Shown());
    }

    [Fact]
    public void Who_waits_at_the_end_goes_on_where_the_recording_does()
    {
        recording.IsGrowing = true;
        Play(recording.Add(0, 1).EndAt(1));
        Assert.Equal(1, Shown(after: 100));
        recording.Add(1.5, 2);
        recording.RealEnd = TimeSpan.FromSeconds(3);
        Assert.Equal(1, Shown(after: 0.5)); // hears of it
        Assert.Equal(1, Shown(after: 0.4));
        Assert.Equal(2, Shown(after: 0.1));
        Assert.True(playback!.IsGrowing);
        recording.IsGrowing = false;
        Shown(after: 0.5);
        Assert.False(playback.IsGrowing);
    }

    [Fact]
    public void A_recording_without_a_picture_yet_is_a_display_that_is_off()
    {
        recording.IsGrowing = true;
        Play(recording);
        Assert.Equal(CaptureOutcome.Disabled, capture!.Poll());
        recording.Add(0, 7);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(7, Shown());
    }

    [Fact]
    public void Before_the_first_picture_the_one_before_stays()
    {
        Play(recording.Add(1, 1).Add(2, 2).EndAt(3));
        Assert.Equal(CaptureOutcome.Disabled, capture!.Poll());
        Assert.Equal(1, Shown(after: 1));
        Assert.Equal(2, Shown(after: 1));
        playback!.Seek(TimeSpan.Zero);
        Assert.Equal(2, Shown());
        Assert.Equal(1, Shown(after: 1));
    }

    [Fact]
    public void A_file_that_is_spoilt_while_it_plays_is_a_device_that_is_lost()
    {
        Play(recording.Add(0, 1).Add(1, 2).EndAt(3));
        Assert.Equal(1, Shown());
        recording.Fault = new IOException("no such device");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(CaptureOutcome.Lost, capture!.Poll());
        Assert.Equal("the recording can't be read any more: no such device", capture.Reason);
        Assert.Equal(1, Colour());
    }

    [Fact]
    public void It_goes_on_where_it_was_when_it_is_opened_again()
    {
        Play(recording.Add(0, 1).Add(1, 2).Add(2, 3).EndAt(3));
        Shown(after: 1);
        playback!.IsPaused = true;
        capture!.Dispose();
        Assert.True(recording.IsDisposed);
        Assert.Equal(MadeUpPictures.WallStart + TimeSpan.FromSeconds(1), playback.WallClock(playback.Position));
        var again = new MadeUpPictures().Add(0, 1).Add(1, 9).EndAt(3);
        var source = new ReplaySource(() => again, playback, "vm.scanout", time);
        Assert.Equal(("recording vm.scanout", true), (source.Description, source.IsReplay));
        capture = new DisplayCapture(source.Open(), surface);
        Assert.Equal(9, Shown());
    }

    [Fact]
    public void A_recording_that_can_not_be_opened_says_why()
    {
        using var made = new MadeUpPictures().Add(0, 1).EndAt(1);
        var source = new ReplaySource(
            () => throw new FileNotFoundException("it is not there"), new Playback(time, made), "vm.scanout", time);
        Assert.Equal("the recording can't be read: it is not there", Assert.Throws<DeviceException>(source.Open).Message);
    }

    [Fact]
    public void A_playback_tells_wall_clocks_and_gaps()
    {
        recording.Gaps = [new RecordedGap(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), GapReason.NoRoom, 3, "the disk was full")];
        Play(recording.Add(0, 1).EndAt(3));
        var wallClock = MadeUpPictures.WallStart + TimeSpan.FromSeconds(1.5);
        Assert.Equal(wallClock, playback!.WallClock(TimeSpan.FromSeconds(1.5)));
        Assert.Equal(TimeSpan.FromSeconds(1.5), playback.Moment(wallClock));
        Assert.Equal("the disk was full", playback.GapAt(TimeSpan.FromSeconds(1.5))?.Sentence);
        Assert.Null(playback.GapAt(TimeSpan.FromSeconds(2)));
    }

    [Theory]
    [InlineData(0.05, false)]
    [InlineData(0.1, true)]
    [InlineData(100, true)]
    [InlineData(101, false)]
    [InlineData(-1, false)]
    [InlineData(double.NaN, false)]
    public void Some_speeds_are_none(double speed, bool isSpeed)
    {
        Play(recording.Add(0, 1).EndAt(1));
        Assert.Equal(isSpeed, Playback.IsSpeed(speed));
        if (!isSpeed)
            Assert.Throws<ArgumentOutOfRangeException>(() => playback!.Speed = speed);
    }

    [Fact]
    public void A_seek_out_of_the_recording_goes_to_its_bounds()
    {
        Play(recording.Add(0, 1).EndAt(3));
        playback!.IsPaused = true;
        playback.Seek(TimeSpan.FromSeconds(-5));
        Assert.Equal(TimeSpan.Zero, playback.Position);
        playback.Seek(TimeSpan.FromHours(5));
        Assert.Equal(TimeSpan.FromSeconds(3), playback.Position);
    }

    void Play(MadeUpPictures made)
    {
        playback = new Playback(time, made);
        capture = new DisplayCapture(new ReplayDevice(made, playback, "recording", time), surface);
    }

    int Shown(double after = 0)
    {
        time.Advance(TimeSpan.FromSeconds(after));
        Assert.Contains(capture!.Poll(), (CaptureOutcome[])[CaptureOutcome.Captured, CaptureOutcome.Unchanged]);
        return Colour();
    }

    int Colour()
    {
        using var held = new HeldFrame(surface);
        var pixels = held.Frame.Tiles[0].Pixels[..(64 * 4)].ToArray();
        return Assert.Single(pixels.Where((_, index) => index % 4 != 3).Distinct());
    }
}
