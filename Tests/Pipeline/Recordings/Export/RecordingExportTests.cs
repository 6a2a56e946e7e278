using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Recordings.Export;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Recordings.Export;

public sealed class RecordingExportTests : IDisposable
{
    const int Width = 50, Height = 38;

    readonly TemporaryDirectory directory = new();

    string Out => Path.Combine(directory.Path, "out.mkv");

    public void Dispose() => directory.Dispose();

    [RealPeerFact("ffmpeg", "ffprobe")]
    public async Task A_video_without_loss_is_decoded_to_exactly_the_pictures_at_exactly_their_times()
    {
        var pictures = Scrolling(25);
        var recording = new MadeUpRecording(At(60_000), pictures);
        foreach (var codec in (ExportCodec?[])[ExportCodec.Zmbv, ExportCodec.X264, ExportCodec.Ffv1, null])
        {
            var progress = new ListedProgress();
            var result = await RecordingExport.RunAsync(
                recording, new ExportSettings { Format = ExportFormat.Mkv, Codec = codec }, Out, progress, CancellationToken.None);
            Assert.Equal([Out], result.Files);
            Assert.Equal(25, result.Pictures);
            Assert.Equal([Out], Directory.GetFileSystemEntries(directory.Path));
            AssertPictures(pictures, await FfmpegPeer.DecodeAsync(Out, Width, Height));
            Assert.Equal(pictures.Select(picture => (long)picture.Time.TotalMilliseconds), await FfmpegPeer.TimesAsync(Out));
            Assert.Equal(60_000, await FfmpegPeer.DurationAsync(Out));
            Assert.Equal(["2026-11-26T03:12:00.000000Z"], await FfmpegPeer.ProbeAsync(Out, "format_tags=creation_time"));
            Assert.Equal(new ExportProgress(At(60_000), At(60_000), 25), progress.Reports[^1]);
            Assert.Equal(progress.Reports.Select(report => report.Done).Order(), progress.Reports.Select(report => report.Done));
        }
        Assert.Equal(["h264"], await FfmpegPeer.ProbeAsync(Out, "stream=codec_name"));
    }

    [RealPeerFact("ffmpeg", "ffprobe")]
    public async Task A_part_begins_with_the_picture_that_was_shown_then()
    {
        var pictures = Scrolling(25);
        var settings = new ExportSettings
        {
            Format = ExportFormat.Mkv, Codec = ExportCodec.Zmbv, From = pictures[5].Time + At(10), To = pictures[8].Time,
        };
        await RecordingExport.RunAsync(new MadeUpRecording(At(60_000), pictures), settings, Out, null, CancellationToken.None);
        AssertPictures(pictures[5..8], await FfmpegPeer.DecodeAsync(Out, Width, Height));
        var from = pictures[5].Time + At(10);
        Assert.Equal([0, Between(from, pictures[6].Time), Between(from, pictures[7].Time)], await FfmpegPeer.TimesAsync(Out));
        Assert.Equal(Between(from, pictures[8].Time), await FfmpegPeer.DurationAsync(Out));
    }

    [RealPeerFact("ffmpeg")]
    public async Task Pictures_within_one_millisecond_are_all_there()
    {
        var noise = MovingPictures.Noise(Width, Height, 4);
        MadeUpPicture[] pictures =
            [.. noise.Select((picture, index) => new MadeUpPicture(new TimeSpan(index * 1000), Width, Height, picture))];
        await RecordingExport.RunAsync(
            new MadeUpRecording(At(1), pictures), new ExportSettings { Format = ExportFormat.Mkv, Codec = ExportCodec.X264 }, Out, null,
            CancellationToken.None);
        AssertPictures(pictures, await FfmpegPeer.DecodeAsync(Out, Width, Height));
    }

    [RealPeerFact("ffmpeg", "ffprobe")]
    public async Task Sizes_are_split_into_files_when_asked()
    {
        foreach (var codec in (ExportCodec[])[ExportCodec.Zmbv, ExportCodec.X264])
        {
            var result = await RecordingExport.RunAsync(
                TwoSizes(), new ExportSettings { Format = ExportFormat.Mkv, Codec = codec, Resize = ExportResize.Split }, Out, null,
                CancellationToken.None);
            string[] files = [Out, Path.Combine(directory.Path, "out-2.mkv"), Path.Combine(directory.Path, "out-3.mkv")];
            Assert.Equal(files, result.Files);
            Assert.Equal(files.Order(), Directory.GetFileSystemEntries(directory.Path).Order());
            Assert.Equal(["50,38"], await FfmpegPeer.ProbeAsync(files[0], "stream=width,height"));
            Assert.Equal(["30,76"], await FfmpegPeer.ProbeAsync(files[1], "stream=width,height"));
            Assert.Equal((long[])[1000, 2000, 500], await Task.WhenAll(files.Select(FfmpegPeer.DurationAsync)));
        }
    }

    [RealPeerFact("ffmpeg", "ffprobe")]
    public async Task Sizes_are_fitted_into_the_largest_otherwise()
    {
        await RecordingExport.RunAsync(
            TwoSizes(), new ExportSettings { Format = ExportFormat.Mkv, Codec = ExportCodec.Zmbv }, Out, null, CancellationToken.None);
        Assert.Equal(["50,76"], await FfmpegPeer.ProbeAsync(Out, "stream=width,height"));
        Assert.Equal([0, 1000, 3000], await FfmpegPeer.TimesAsync(Out));
        var decoded = await FfmpegPeer.DecodeAsync(Out, 50, 76);
        // The first is 50 × 38 in the middle, the second 30 × 76.
        Assert.Equal([0, 0, 0], decoded[0][..3]);
        Assert.Equal([7, 7, 7], decoded[0].AsSpan(19 * 50 * 4, 3).ToArray());
        Assert.Equal([0, 0, 0], decoded[1].AsSpan(9 * 4, 3).ToArray());
        Assert.Equal([9, 9, 9], decoded[1].AsSpan(10 * 4, 3).ToArray());
    }

    [RealPeerFact("ffmpeg", "ffprobe")]
    public async Task Mp4_is_what_every_player_plays()
    {
        const int Odd = 51, Tall = 37;
        var path = Path.Combine(directory.Path, "out.mp4");
        MadeUpPicture[] pictures =
        [
            .. Enumerable.Range(0, 40).Select(index => new MadeUpPicture(At(index * 10), Odd, Tall, Flat(Odd, Tall, (byte)(index * 6)))),
        ];
        var recording = new MadeUpRecording(At(6_000), pictures);
        var settings = new ExportSettings { Format = ExportFormat.Mp4, PicturesPerSecond = 25 };
        await RecordingExport.RunAsync(recording, settings, path, null, CancellationToken.None);
        Assert.Equal(
            ["h264,52,38,yuv420p,tv,bt709"],
            await FfmpegPeer.ProbeAsync(path, "stream=codec_name,width,height,pix_fmt,color_range,color_space"));
        var times = await FfmpegPeer.TimesAsync(path);
        // Eleven moments of moving, then one a second, and the last two.
        Assert.Equal([0, 40, 80, 120, 160, 200, 240, 280, 320, 360, 400, 1400, 2400, 3400, 4400, 5400, 5920, 5960], times);
        Assert.InRange(await FfmpegPeer.DurationAsync(path), 5_990, 6_010);
        var decoded = await FfmpegPeer.DecodeAsync(path, 52, 38);
        for (var i = 0; i < times.Count; i++)
            Assert.InRange(decoded[i][(10 * 52 + 10) * 4 + 1], Math.Min(i * 4, 39) * 6 - 8, Math.Min(i * 4 + 3, 39) * 6 + 8);
    }

    [RealPeerFact("ffmpeg", "ffprobe")]
    public async Task Y4m_has_a_constant_rate()
    {
        MadeUpPicture[] pictures =
        [
            new(At(0), Width, Height, Flat(Width, Height, 50)), new(At(105), Width, Height, Flat(Width, Height, 90)),
            new(At(110), Width, Height, Flat(Width, Height, 130)), new(At(300), Width, Height, Flat(Width, Height, 200)),
        ];
        using var output = new MemoryStream();
        var settings = new ExportSettings { Format = ExportFormat.Y4m, PicturesPerSecond = 20 };
        await RecordingExport.WriteY4mAsync(new MadeUpRecording(At(410), pictures), settings, output, null, CancellationToken.None);
        var path = Path.Combine(directory.Path, "out.y4m");
        await File.WriteAllBytesAsync(path, output.ToArray());
        Assert.Equal(Enumerable.Range(0, 9).Select(index => index * 50L), await FfmpegPeer.TimesAsync(path));
        var greens = (await FfmpegPeer.DecodeAsync(path, Width, Height)).Select(picture => (int)picture[1]);
        Assert.All(
            greens.Zip([50, 50, 50, 130, 130, 130, 200, 200, 200]), pair => Assert.InRange(pair.First, pair.Second - 2, pair.Second + 2));
        // The same into a file.
        await RecordingExport.RunAsync(new MadeUpRecording(At(410), pictures), settings, path, null, CancellationToken.None);
        Assert.Equal(output.ToArray(), await File.ReadAllBytesAsync(path));
    }

    [RealPeerFact("ffmpeg")]
    public async Task Png_is_the_picture_of_one_moment()
    {
        var pictures = Scrolling(5);
        var (recording, path) = (new MadeUpRecording(At(60_000), pictures), Path.Combine(directory.Path, "out.png"));
        await RecordingExport.RunAsync(
            recording, new ExportSettings { Format = ExportFormat.Png, From = pictures[3].Time + At(1) }, path, null,
            CancellationToken.None);
        AssertPictures([pictures[3]], await FfmpegPeer.DecodeAsync(path, Width, Height));
        var late = await Assert.ThrowsAsync<ExportException>(() => RecordingExport.RunAsync(
            recording, new ExportSettings { Format = ExportFormat.Png, From = At(60_001) }, path, null, CancellationToken.None));
        Assert.Contains("2026-11-26 03:12:00 +00:00 to 2026-11-26 03:13:00 +00:00", late.Message, StringComparison.Ordinal);
    }

    [RealPeerFact("ffmpeg")]
    public async Task The_cursor_is_drawn_unless_nobody_wants_it()
    {
        var image = new CursorImage(2, 1, 0, 0, [200, 100, 50, 255, 201, 101, 51, 128]);
        var recording = new MadeUpRecording(
            At(100), new MadeUpPicture(At(0), Width, Height, Flat(Width, Height, 11), new Cursor(image, Width - 3, 2)),
            new MadeUpPicture(At(50), Width, Height, Flat(Width, Height, 11), new Cursor(image, Width - 1, Height - 1)));
        var settings = new ExportSettings { Format = ExportFormat.Mkv, Codec = ExportCodec.Zmbv };
        await RecordingExport.RunAsync(recording, settings, Out, null, CancellationToken.None);
        var decoded = await FfmpegPeer.DecodeAsync(Out, Width, Height);
        Assert.Equal([11, 11, 11, 0, 200, 100, 50, 0, 106, 56, 31, 0, 11], decoded[0].AsSpan((2 * Width + Width - 4) * 4, 13).ToArray());
        Assert.Equal([11, 11, 11, 0, 200, 100, 50, 0], decoded[1][^8..]);
        await RecordingExport.RunAsync(recording, settings with { WithCursor = false }, Out, null, CancellationToken.None);
        foreach (var picture in await FfmpegPeer.DecodeAsync(Out, Width, Height))
            Assert.Equal(MovingPictures.Seen(Flat(Width, Height, 11)), picture);
    }

    [RealPeerFact("ffmpeg", "ffprobe")]
    public async Task Without_ffmpeg_it_is_zmbv_unless_something_else_is_asked()
    {
        var settings = new ExportSettings { Format = ExportFormat.Mkv, Ffmpeg = "ffmpeg-of-nobody" };
        await RecordingExport.RunAsync(new MadeUpRecording(At(60_000), Scrolling(3)), settings, Out, null, CancellationToken.None);
        Assert.Equal(["zmbv"], await FfmpegPeer.ProbeAsync(Out, "stream=codec_name"));
        File.Delete(Out);
        foreach (var asked in (ExportSettings[])[settings with { Codec = ExportCodec.X264 }, settings with { Format = ExportFormat.Mp4 }])
        {
            var failure = await Assert.ThrowsAsync<ExportException>(() => RecordingExport.RunAsync(
                new MadeUpRecording(At(60_000), Scrolling(3)), asked, Out, null, CancellationToken.None));
            Assert.Contains("ffmpeg-of-nobody", failure.Message, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFileSystemEntries(directory.Path));
        }
    }

    [Fact]
    public async Task What_ffmpeg_says_last_is_the_error_and_nothing_is_left()
    {
        var program = Script("echo first >&2; echo 'no space on this device' >&2; exit 3");
        File.WriteAllText(Out, "what was there before");
        var failure = await Assert.ThrowsAsync<ExportException>(() => RecordingExport.RunAsync(
            new MadeUpRecording(At(60_000), Scrolling(200)), new ExportSettings { Format = ExportFormat.Mkv, Ffmpeg = program }, Out, null,
            CancellationToken.None));
        Assert.Equal("ffmpeg ended with 3: no space on this device", failure.Message);
        Assert.Equal(new[] { Out, program }.Order(), Directory.GetFileSystemEntries(directory.Path).Order());
        Assert.Equal("what was there before", File.ReadAllText(Out));
    }

    [Fact]
    public async Task A_cancelled_export_ends_ffmpeg_and_leaves_nothing()
    {
        var idFile = Path.Combine(directory.Path, "pid");
        var program = Script($"echo $$ > {idFile}.new; mv {idFile}.new {idFile}; exec sleep 600");
        using var cancelling = new CancellationTokenSource();
        // The program reads nothing: the export waits in the middle of a picture, and then it is cancelled.
        var export = Task.Run(() => RecordingExport.RunAsync(
            new MadeUpRecording(At(60_000), Scrolling(200)), new ExportSettings { Format = ExportFormat.Mkv, Ffmpeg = program }, Out, null,
            cancelling.Token));
        await Wait.UntilAsync(() => File.Exists(idFile), TimeSpan.FromSeconds(60), () => $"the export is {export.Status}");
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => export);
        Assert.False(Directory.Exists($"/proc/{File.ReadAllText(idFile).Trim()}"));
        Assert.Equal(new[] { idFile, program }.Order(), Directory.GetFileSystemEntries(directory.Path).Order());
    }

    [Fact]
    public async Task A_cancelled_export_without_ffmpeg_leaves_nothing()
    {
        using var cancelling = new CancellationTokenSource();
        var steps = 0;
        var recording = new MadeUpRecording(At(60_000), Scrolling(20))
        {
            Stepped = () => { if (++steps == 30) cancelling.Cancel(); },
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RecordingExport.RunAsync(
            recording, new ExportSettings { Format = ExportFormat.Mkv, Codec = ExportCodec.Zmbv }, Out, null, cancelling.Token));
        Assert.Empty(Directory.GetFileSystemEntries(directory.Path));
    }

    [Fact]
    public async Task A_place_that_does_not_exist_is_told_before_anything_is_done()
    {
        var path = Path.Combine(directory.Path, "nowhere", "out.mkv");
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => RecordingExport.RunAsync(
            new MadeUpRecording(At(60_000), Scrolling(3)), new ExportSettings { Format = ExportFormat.Mkv }, path, null,
            CancellationToken.None));
    }

    [Fact]
    public async Task A_time_in_which_nothing_was_recorded_is_told()
    {
        foreach (var settings in (ExportSettings[])[
            new() { Format = ExportFormat.Mkv, From = At(60_000) },
            new() { Format = ExportFormat.Mkv, To = At(0) },
            new() { Format = ExportFormat.Mkv, From = At(500), To = At(400) }])
            await Assert.ThrowsAsync<ExportException>(() => RecordingExport.RunAsync(
                new MadeUpRecording(At(60_000), Scrolling(3)), settings, Out, null, CancellationToken.None));
        Assert.Empty(Directory.GetFileSystemEntries(directory.Path));
    }

    static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    static long Between(TimeSpan from, TimeSpan to) => (long)(to - from).TotalMilliseconds;

    /// <summary>Pictures that follow at once, with pauses now and then.</summary>
    static MadeUpPicture[] Scrolling(int count) =>
    [
        .. MovingPictures.Scrolling(Width, Height, count)
            .Select((picture, index) => new MadeUpPicture(At(index * 33 + index / 7 * 5_003), Width, Height, picture)),
    ];

    static MadeUpRecording TwoSizes() => new(
        At(3_500), new MadeUpPicture(At(0), 50, 38, Flat(50, 38, 7)), new MadeUpPicture(At(1_000), 30, 76, Flat(30, 76, 9)),
        new MadeUpPicture(At(3_000), 50, 38, Flat(50, 38, 8)));

    static byte[] Flat(int width, int height, byte grey)
    {
        var picture = new byte[width * height * 4];
        Array.Fill(picture, grey);
        return picture;
    }

    static void AssertPictures(MadeUpPicture[] expected, List<byte[]> decoded)
    {
        Assert.Equal(expected.Length, decoded.Count);
        for (var i = 0; i < decoded.Count; i++)
            Assert.Equal(MovingPictures.Seen(expected[i].Bgrx), MovingPictures.Seen(decoded[i]));
    }

    string Script(string text)
    {
        var path = Path.Combine(directory.Path, "ffmpeg");
        File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    sealed class ListedProgress : IProgress<ExportProgress>
    {
        public List<ExportProgress> Reports { get; } = [];

        public void Report(ExportProgress value) => Reports.Add(value);
    }
}
