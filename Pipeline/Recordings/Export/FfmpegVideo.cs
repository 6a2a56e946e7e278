using System.Globalization;

namespace Scanout.Pipeline.Recordings.Export;

/// <summary>A video that FFmpeg makes of the pictures.</summary>
sealed class FfmpegVideo : IExportedVideo
{
    readonly FfmpegProcess process;
    readonly RawVideo input;

    FfmpegVideo(FfmpegProcess process, int widthPixels, int heightPixels) =>
        (this.process, input) = (process, new RawVideo(process.Input, widthPixels, heightPixels));

    /// <summary>Without loss, each picture at its own time.</summary>
    /// <param name="program">FFmpeg.</param>
    /// <param name="codec">H.264 or FFV1.</param>
    /// <param name="path">Where to; what is there is overwritten.</param>
    /// <param name="stretch">Whose pictures, and how long they last.</param>
    /// <param name="startTime">When that was.</param>
    public static FfmpegVideo Lossless(string program, ExportCodec codec, string path, SizedStretch stretch, DateTimeOffset startTime)
    {
        // Red, green and blue stay what they are: neither codec is let convert them.
        string[] coding = codec == ExportCodec.X264
            ? ["-c:v", "libx264rgb", "-preset", "veryfast", "-qp", "0"]
            : ["-c:v", "ffv1", "-level", "3", "-g", "1", "-slicecrc", "1", "-pix_fmt", "bgr0"];
        // FFmpeg forgets how long the last picture is shown: here each says that it is shown to the end, and the file's length comes right.
        var seconds = (stretch.To - stretch.From).TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
        string[] arguments =
        [
            .. Before(startTime), .. coding, "-bsf:v", $"setts=duration=max({seconds}/TB-PTS\\,1)", "-f", "matroska", .. After(path),
        ];
        return new FfmpegVideo(new FfmpegProcess(program, arguments), stretch.WidthPixels, stretch.HeightPixels);
    }

    /// <summary>H.264 that every player plays: sides of an even number of pixels, half the colours, the index in front.</summary>
    public static FfmpegVideo Mp4(string program, string path, SizedStretch stretch, DateTimeOffset startTime)
    {
        string[] arguments =
        [
            .. Before(startTime), "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2,scale=out_color_matrix=bt709:out_range=tv,format=yuv420p",
            "-c:v", "libx264", "-preset", "veryfast", "-crf", "18",
            "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
            "-force_key_frames", "expr:gte(t,n_forced*5)", "-movflags", "+faststart", "-f", "mp4", .. After(path),
        ];
        return new FfmpegVideo(new FfmpegProcess(program, arguments), stretch.WidthPixels, stretch.HeightPixels);
    }

    public async ValueTask WriteAsync(ShownPicture picture, CancellationToken cancellationToken)
    {
        try
        {
            using var ending = cancellationToken.Register(process.End);
            await input.WriteAsync(picture, cancellationToken);
        }
        catch (IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw await process.FailAsync();
        }
    }

    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var ending = cancellationToken.Register(process.End);
            await input.FinishAsync(cancellationToken);
        }
        catch (IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw await process.FailAsync();
        }
        await process.FinishAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    static string[] Before(DateTimeOffset startTime) =>
    [
        "-hide_banner", "-loglevel", "error", "-nostdin", "-f", "matroska", "-i", "pipe:0", "-map", "0:v:0", "-fps_mode", "passthrough",
        "-enc_time_base", "1/1000", "-metadata", string.Create(
            CultureInfo.InvariantCulture, $"creation_time={startTime.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}"),
    ];

    /// <summary>A path is named as a file, so that no part of it is taken for a protocol or an option.</summary>
    static string[] After(string path) => ["-y", $"file:{path}"];
}
