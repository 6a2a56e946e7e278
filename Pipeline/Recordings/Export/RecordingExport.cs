using System.Globalization;
using Scanout.Codecs.Png;
using Scanout.Codecs.Recording;

namespace Scanout.Pipeline.Recordings.Export;

/// <summary>
/// Makes of a recording, or of a part of it, what other programs read. What is wrong is an <see cref="ExportException"/>.
/// </summary>
public static class RecordingExport
{
    /// <summary>Whether there is FFmpeg of that name, which <see cref="ExportFormat.Mp4"/> needs.</summary>
    public static bool HasFfmpeg(string ffmpeg) => FfmpegProcess.IsInstalled(ffmpeg);

    /// <summary>Writes one file, or several where sizes are split: all of them, or none.</summary>
    /// <param name="pictures">The recording; nobody else may use it meanwhile.</param>
    /// <param name="settings">What, and as what.</param>
    /// <param name="path">The file; further ones get a number: <c>OUT.mkv</c>, <c>OUT-2.mkv</c>.</param>
    /// <param name="progress">Told after each picture, on the thread that exports.</param>
    /// <param name="cancellationToken">Stops the export.</param>
    public static async Task<ExportResult> RunAsync(
        IRecordedPictures pictures, ExportSettings settings, string path, IProgress<ExportProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(settings);
        var parts = settings.Format == ExportFormat.Png ? [MomentOf(pictures, settings)] : PartsOf(pictures, settings, settings.Resize);
        var counted = new CountedProgress(progress, TimeSpan.FromTicks(parts.Sum(part => (part.To - part.From).Ticks)));
        var files = new List<PendingFile>();
        try
        {
            foreach (var part in parts)
            {
                files.Add(new PendingFile(files.Count == 0 ? path : Numbered(path, files.Count + 1)));
                await WriteFileAsync(pictures, settings, part, files[^1].TemporaryPath, counted, cancellationToken);
            }
            cancellationToken.ThrowIfCancellationRequested();
            return new ExportResult([.. files.Select(file => file.Keep())], counted.Pictures, GapsIn(pictures, parts[0].From, parts[^1].To));
        }
        finally
        {
            foreach (var file in files)
                file.Dispose();
        }
    }

    /// <summary>Writes YUV4MPEG2 into a stream, which can't be split: all pictures are fitted into one size.</summary>
    public static async Task<ExportResult> WriteY4mAsync(
        IRecordedPictures pictures, ExportSettings settings, Stream output, IProgress<ExportProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(output);
        var part = PartsOf(pictures, settings, ExportResize.Scale)[0];
        var counted = new CountedProgress(progress, part.To - part.From);
        await using var video = new Y4mVideo(output, part.WidthPixels, part.HeightPixels, settings.PicturesPerSecond);
        await WriteVideoAsync(pictures, settings, part, video, counted, cancellationToken);
        return new ExportResult([], counted.Pictures, GapsIn(pictures, part.From, part.To));
    }

    static async Task WriteFileAsync(
        IRecordedPictures pictures, ExportSettings settings, SizedStretch part, string path, CountedProgress progress,
        CancellationToken cancellationToken)
    {
        if (settings.Format == ExportFormat.Png)
        {
            WritePng(pictures, settings, part, path);
            progress.Count(part.To);
            return;
        }
        if (settings.Format == ExportFormat.Y4m)
        {
            await using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
            await using var uncompressed = new Y4mVideo(stream, part.WidthPixels, part.HeightPixels, settings.PicturesPerSecond);
            await WriteVideoAsync(pictures, settings, part, uncompressed, progress, cancellationToken);
            return;
        }
        await using var video = VideoOf(settings, part, path, pictures.WallClock(pictures.Start) + (part.From - pictures.Start));
        await WriteVideoAsync(pictures, settings, part, video, progress, cancellationToken);
    }

    static IExportedVideo VideoOf(ExportSettings settings, SizedStretch part, string path, DateTimeOffset startTime)
    {
        if (settings.Format == ExportFormat.Mp4)
            return new RatedVideo(FfmpegVideo.Mp4(settings.Ffmpeg, path, part, startTime), settings.PicturesPerSecond);
        var codec = settings.Codec ?? (FfmpegProcess.IsInstalled(settings.Ffmpeg) ? ExportCodec.X264 : ExportCodec.Zmbv);
        return codec == ExportCodec.Zmbv
            ? new ZmbvVideo(path, part.WidthPixels, part.HeightPixels, startTime)
            : FfmpegVideo.Lossless(settings.Ffmpeg, codec, path, part, startTime);
    }

    static async Task WriteVideoAsync(
        IRecordedPictures pictures, ExportSettings settings, SizedStretch part, IExportedVideo video, CountedProgress progress,
        CancellationToken cancellationToken)
    {
        var shown = new ShownPictures(pictures, part.WidthPixels, part.HeightPixels, settings.WithCursor);
        foreach (var picture in shown.Between(part.From, part.To))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await video.WriteAsync(picture, cancellationToken);
            progress.Count(picture.To - picture.From);
        }
        await video.FinishAsync(cancellationToken);
    }

    static void WritePng(IRecordedPictures pictures, ExportSettings settings, SizedStretch part, string path)
    {
        var shown = new ShownPictures(pictures, part.WidthPixels, part.HeightPixels, settings.WithCursor);
        var picture = shown.Between(part.From, part.To).First();
        using var png = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        PngWriter.Write(png, picture.Bgrx.Span, part.WidthPixels, part.HeightPixels, part.WidthPixels * 4);
    }

    /// <summary>A still picture's moment. It must lie within the recording: the picture of another moment would be a lie.</summary>
    static SizedStretch MomentOf(IRecordedPictures pictures, ExportSettings settings)
    {
        var at = settings.From ?? pictures.Start;
        if (at < pictures.Start || at > pictures.End || !pictures.Seek(at))
            throw NothingThen(pictures);
        var picture = new SizedStretch(at, at + TimeSpan.FromTicks(1), pictures.WidthPixels, pictures.HeightPixels);
        var isLater = pictures.Time > at;
        // A gap is told of behind it.
        if (pictures.Next())
            _ = pictures.NextTime;
        var gap = pictures.Gaps.FirstOrDefault(gap => gap.Why != GapReason.NothingHappened && gap.From < at && at < gap.To);
        if (gap is not null || isLater)
            throw new ExportException($"it is not known what was shown then{(gap is null ? "" : $": {SentenceOf(pictures, gap)}")}");
        return picture;
    }

    static IReadOnlyList<SizedStretch> PartsOf(IRecordedPictures pictures, ExportSettings settings, ExportResize resize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.PicturesPerSecond, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.PicturesPerSecond, 240);
        var from = settings.From > pictures.Start ? settings.From.Value : pictures.Start;
        var to = settings.To < pictures.End ? settings.To.Value : pictures.End;
        var stretches = from < to ? pictures.Sizes(from, to) : [];
        if (stretches.Count == 0)
            throw NothingThen(pictures);
        return resize == ExportResize.Split
            ? stretches
            : [new SizedStretch(from, to, stretches.Max(stretch => stretch.WidthPixels), stretches.Max(stretch => stretch.HeightPixels))];
    }

    static ExportException NothingThen(IRecordedPictures pictures)
    {
        var (from, to) = (pictures.WallClock(pictures.Start), pictures.WallClock(pictures.Start) + (pictures.End - pictures.Start));
        return new ExportException(string.Create(
            CultureInfo.InvariantCulture,
            $"the recording shows nothing then: it is from {from:yyyy-MM-dd HH:mm:ss zzz} to {to:yyyy-MM-dd HH:mm:ss zzz}"));
    }

    static IReadOnlyList<string> GapsIn(IRecordedPictures pictures, TimeSpan from, TimeSpan to) =>
        [.. pictures.Gaps.Where(gap => gap.From < to && gap.To > from).Select(gap => SentenceOf(pictures, gap))];

    static string SentenceOf(IRecordedPictures pictures, RecordedGap gap) => string.Create(
        CultureInfo.InvariantCulture,
        $"a gap from {pictures.WallClock(gap.From):yyyy-MM-dd HH:mm:ss zzz} to {pictures.WallClock(gap.To):yyyy-MM-dd HH:mm:ss zzz}: {gap.Sentence}");

    static string Numbered(string path, int number) =>
        Path.Combine(Path.GetDirectoryName(path) ?? "", $"{Path.GetFileNameWithoutExtension(path)}-{number}{Path.GetExtension(path)}");
}
