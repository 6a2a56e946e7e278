namespace Scanout.Pipeline.Recordings.Export;

/// <summary>What is exported of a recording, and as what.</summary>
public sealed record ExportSettings
{
    /// <summary>From when on, on the recording's clock; null from its beginning.</summary>
    public TimeSpan? From { get; init; }

    /// <summary>Until when; null until its end.</summary>
    public TimeSpan? To { get; init; }

    public required ExportFormat Format { get; init; }

    /// <summary>For <see cref="ExportFormat.Mkv"/>; null is H.264 where FFmpeg is installed and else ZMBV.</summary>
    public ExportCodec? Codec { get; init; }

    public ExportResize Resize { get; init; } = ExportResize.Scale;

    /// <summary>For <see cref="ExportFormat.Y4m"/> always that many, for <see cref="ExportFormat.Mp4"/> no more; 1 to 240.</summary>
    public int PicturesPerSecond { get; init; } = 30;

    /// <summary>Whether the cursor is drawn.</summary>
    public bool WithCursor { get; init; } = true;

    /// <summary>The program, by name or path.</summary>
    public string Ffmpeg { get; init; } = "ffmpeg";
}
