using Scanout.Codecs.Pixels;
using Scanout.Codecs.Recording;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Recordings;
using Scanout.Pipeline.Recordings.Packing;
using Scanout.Pipeline.Sinks.Recording;
using Scanout.Tests.Pipeline.Recordings;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Sinks.Recording;

public sealed class RecorderTests
{
    static readonly CursorImage Arrow = new(3, 2, 1, 0, [.. Enumerable.Range(0, 24).Select(value => (byte)value)]);
    static readonly CursorImage Hand = new(2, 2, 0, 0, [.. Enumerable.Range(0, 16).Select(value => (byte)(value * 9))]);

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Every_picture_that_was_shown_is_read_back_with_its_time(int seed, bool isSealed)
    {
        using var stage = new RecordedStage { IsSealed = isSealed };
        stage.Start();
        Perform(stage, seed);
        Assert.Equal(RecordingEndReason.Told, stage.Stop().Why);
        Assert.Equal(stage.Shown, stage.Played());
        stage.AssertSound();
        CheckSeeking(stage, seed);
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public void What_was_packed_shows_and_says_the_same(int seed, bool isSealed)
    {
        using var stage = new RecordedStage { IsSealed = isSealed };
        stage.Start();
        Perform(stage, seed);
        stage.Stop();
        var path = Assert.Single(stage.Segments);
        var (link, bytes) = (EndLink(stage, path), new FileInfo(path).Length);
        using (var packer = new SegmentPacker(stage.Settings.Secret))
            Assert.True(packer.TryPack(stage.Store, path, CancellationToken.None));
        Assert.True(SegmentInspection.Read(path, stage.Settings.Secret).IsPacked);
        Assert.InRange(new FileInfo(path).Length, 1, bytes - 1);
        Assert.Equal(link, EndLink(stage, path));
        Assert.Equal(stage.Shown, stage.Played());
        stage.AssertSound();
        CheckSeeking(stage, seed);
    }

    [Fact]
    public void A_packed_file_that_is_no_smaller_is_not_kept()
    {
        using var stage = new RecordedStage(64, 64);
        stage.Start();
        stage.PaintMuch(3);
        stage.Stop();
        var path = Assert.Single(stage.Segments);
        var before = File.ReadAllBytes(path);
        using (var packer = new SegmentPacker(secret: null))
        {
            // Noise of which a third is left out is smaller.
            Assert.True(packer.TryPack(stage.Store, path, CancellationToken.None));
            Assert.ThrowsAny<RecordingException>(() => packer.TryPack(stage.Store, path, CancellationToken.None));
        }
        Assert.NotEqual(before, File.ReadAllBytes(path));
        Assert.Empty(Directory.GetFiles(stage.Folder, "*.packing"));

        using var still = new RecordedStage(64, 64);
        still.Device.Fill(new(0, 0, 64, 64), 0x123456);
        still.Start();
        still.Paint(device => device.Fill(new(0, 0, 64, 64), 0x123456));
        still.Stop();
        path = Assert.Single(still.Segments);
        before = File.ReadAllBytes(path);
        using var other = new SegmentPacker(secret: null);
        if (!other.TryPack(still.Store, path, CancellationToken.None))
            Assert.Equal(before, File.ReadAllBytes(path));
        Assert.InRange(new FileInfo(path).Length, 1, before.Length);
        Assert.Empty(Directory.GetFiles(still.Folder, "*.packing"));
    }

    [Fact]
    public void A_key_chunk_begins_before_there_are_too_many_literals()
    {
        // 20 tiles: the bound is 3072.
        using var stage = new RecordedStage();
        stage.Settings = stage.Settings with { KeyInterval = TimeSpan.FromHours(1) };
        stage.Start();
        stage.PaintMuch(400);
        stage.Stop();
        var sinceKey = 0;
        foreach (var chunk in RecordingSoundness.Chunks(Assert.Single(stage.Segments)))
        {
            sinceKey = chunk.Kind == RecordingChunkKind.Key ? chunk.Literals : sinceKey + chunk.Literals;
            Assert.InRange(sinceKey, 0, 3072);
        }
        // 401 pictures of 20 tiles, 153 of them at a time.
        Assert.Equal(3, RecordingSoundness.Chunks(stage.Segments[0]).Count(chunk => chunk.Kind == RecordingChunkKind.Key));
        Assert.Equal(stage.Shown, stage.Played());
        stage.AssertSound();
    }

    [Fact]
    public void A_key_chunk_begins_before_there_are_too_many_shapes()
    {
        using var stage = new RecordedStage(64, 64);
        stage.Start();
        for (var shape = 0; shape < 1100; shape++)
        {
            stage.Device.Cursor = new Cursor(new CursorImage(1, 1, 0, 0, BitConverter.GetBytes(shape)), shape % 50, 3);
            stage.Look();
        }
        stage.Stop();
        Assert.Equal(2, RecordingSoundness.Chunks(Assert.Single(stage.Segments)).Count(chunk => chunk.Kind == RecordingChunkKind.Key));
        Assert.Equal(stage.Shown, stage.Played());
        stage.AssertSound();
    }

    [Fact]
    public void A_cursor_that_shows_the_same_shapes_again_and_again_tells_each_once()
    {
        using var stage = new RecordedStage(64, 64);
        stage.Start();
        for (var round = 0; round < 200; round++)
        {
            stage.Device.Cursor = new Cursor(new CursorImage(32, 32, 0, 0, [.. Enumerable.Repeat((byte)(round % 4), 32 * 32 * 4)]), 5, 6);
            stage.Look();
        }
        var before = stage.FileBytes;
        stage.Stop();
        Assert.InRange(before, 0, 24_000);
        Assert.Equal(stage.Shown, stage.Played());
    }

    [Fact]
    public void A_blinking_caret_costs_no_more_literals_than_its_two_looks()
    {
        using var stage = new RecordedStage();
        stage.Start();
        for (var blink = 0; blink < 50; blink++)
            stage.Paint(device => device.Fill(new PixelRectangle(100, 80, 2, 14), blink % 2 == 0 ? 0u : 0xFFFFFFu), TimeSpan.FromMilliseconds(500));
        stage.Stop();
        // Of the first picture 20.
        Assert.Equal(22, RecordingSoundness.Literals(Assert.Single(stage.Segments)));
        Assert.Equal(stage.Shown, stage.Played());
    }

    [Fact]
    public void A_key_chunk_begins_after_many_moves_of_the_cursor()
    {
        using var stage = new RecordedStage(64, 64);
        var image = new CursorImage(1, 1, 0, 0, new byte[4]);
        stage.Settings = stage.Settings with { SegmentLength = TimeSpan.FromHours(1) };
        stage.Start();
        for (var move = 0; move < 15_500; move++)
        {
            stage.Device.Cursor = new Cursor(image, move % 50, 3);
            stage.Look();
        }
        stage.Stop();
        Assert.Equal(2, RecordingSoundness.Chunks(Assert.Single(stage.Segments)).Count(chunk => chunk.Kind == RecordingChunkKind.Key));
        Assert.Equal(stage.Shown, stage.Played());
        stage.AssertSound();
    }

    [Fact]
    public void A_picture_that_comes_back_costs_nothing_anew()
    {
        using var stage = new RecordedStage();
        stage.Start();
        stage.Rest(TimeSpan.FromSeconds(1));
        for (var flip = 0; flip < 10; flip++)
            stage.Paint(device => device.FillRandom(new Random(flip % 2)));
        stage.Stop();
        // The first one's, and those of the two.
        Assert.Equal(2 * 20, RecordingSoundness.Literals(Assert.Single(stage.Segments)));
        Assert.Equal(stage.Shown, stage.Played());
    }

    [Fact]
    public void No_moment_is_far_from_a_key_even_where_nothing_is_new()
    {
        // 320 tiles: 39 pictures are more than may be drawn.
        using var stage = new RecordedStage(1280, 1024);
        stage.Start();
        for (var flip = 0; flip < 100; flip++)
            stage.Paint(device => device.FillRandom(new Random(flip % 2)));
        stage.Stop();
        Assert.Equal(2, RecordingSoundness.Chunks(Assert.Single(stage.Segments)).Count(chunk => chunk.Kind == RecordingChunkKind.Key) - 1);
        Assert.Equal(stage.Shown, stage.Played());
    }

    [Fact]
    public void A_scroll_is_a_copy()
    {
        using var stage = new RecordedStage(640, 512);
        stage.Start();
        var first = RecordingSoundness.Literals(stage.Segments[0]);
        Assert.Equal(80, first);
        for (var scroll = 0; scroll < 10; scroll++)
            stage.Paint(device => ScrollUp(device, 16, scroll));
        stage.Stop();
        // Each brings one row of ten tiles, and not eighty of them.
        Assert.InRange(RecordingSoundness.Literals(Assert.Single(stage.Segments)) - first, 10, 10 * 30);
        Assert.Equal(stage.Shown, stage.Played());
        stage.AssertSound();
    }

    static string EndLink(RecordedStage stage, string path) =>
        $"{SegmentVerification.Run(path, stage.Settings.Secret, CancellationToken.None).LastLink}";

    /// <summary>Everything that displays do, in an order that the seed says.</summary>
    static void Perform(RecordedStage stage, int seed)
    {
        var random = new Random(seed);
        for (var act = 0; act < 120; act++)
        {
            // Displays mostly do the like of what they did before.
            switch (random.Next(12))
            {
                case 0:
                    stage.Paint(device => device.FillRandom(random));
                    break;
                case 1:
                    var (width, height) = (random.Next(1, 300), random.Next(1, 300));
                    stage.Device.Resize(width, height);
                    stage.Paint(device => device.FillRandom(random));
                    break;
                case 2:
                    var format = random.Next(3) switch { 0 => PixelFormat.Xr24, 1 => PixelFormat.Rg16, _ => PixelFormat.Xb24 };
                    stage.Device.Resize(320, 200, format, padBytes: random.Next(2) * 64);
                    stage.Paint(device => device.FillRandom(random));
                    break;
                case 3:
                    stage.ShowNotice($"notice {act}");
                    stage.Look();
                    break;
                case 4 when stage.Device.Layout is { HeightPixels: > 32 }:
                    stage.Paint(device => ScrollUp(device, random.Next(1, 32), act));
                    break;
                case 5:
                    stage.Device.Cursor = random.Next(4) == 0 ? null : new Cursor(random.Next(2) == 0 ? Arrow : Hand, random.Next(-5, 320), random.Next(-5, 200));
                    stage.Look();
                    break;
                case 6:
                    stage.Rest(TimeSpan.FromMilliseconds(random.Next(40, 700)));
                    break;
                case 7:
                    stage.Rest(TimeSpan.FromSeconds(12), step: TimeSpan.FromSeconds(1));
                    break;
                default:
                    var bytes = random.Next(1, 200);
                    stage.Paint(device => random.NextBytes(device.Memory[..Math.Min(device.Memory.Length, bytes * 16)]));
                    break;
            }
        }
    }

    static void ScrollUp(PaintedDevice device, int rows, int seed)
    {
        var bytes = rows * device.Layout.StrideBytes;
        if (bytes >= device.Memory.Length)
            return;
        device.Memory[bytes..].CopyTo(device.Memory);
        new Random(seed).NextBytes(device.Memory[^bytes..]);
    }

    static void CheckSeeking(RecordedStage stage, int seed)
    {
        var (lines, times, random) = (stage.Shown, stage.ShownAt, new Random(seed));
        using var timeline = RecordingTimeline.Open(stage.Folder, stage.KeyFile);
        for (var round = 0; round < 150; round++)
        {
            var moment = round % 2 == 0 ? times[random.Next(times.Count)] + TimeSpan.FromMilliseconds(random.Next(2)) : timeline.End * random.NextDouble();
            Assert.True(timeline.Seek(moment));
            Assert.Equal(lines[times.FindLastIndex(time => time <= moment)], ShownPictures.Line(timeline));
        }
    }
}
