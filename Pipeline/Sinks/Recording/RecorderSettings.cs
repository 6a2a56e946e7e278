namespace Scanout.Pipeline.Sinks.Recording;

/// <summary>How displays are recorded: <c>scanout.recording</c>.</summary>
public sealed record RecorderSettings
{
    /// <summary>The host's name, as segments tell it.</summary>
    public required string Host { get; init; }

    /// <summary>The program and its version, as segments tell it.</summary>
    public string Writer { get; init; } = "Scanout";

    /// <summary>Between two pictures at least.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1) / 30;

    /// <summary>Between two whole pictures, where a quarter of the picture has changed since.</summary>
    public TimeSpan KeyInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After so long a segment is closed with the next picture, where there is something in it.</summary>
    public TimeSpan SegmentLength { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>With so many bytes a segment is closed.</summary>
    public long SegmentBytes { get; init; } = 256L << 20;

    /// <summary>On activity: how long without any a recording goes on.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long what was written may be in the system's cache alone.</summary>
    public TimeSpan Sync { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The key file's bytes; null where recordings are not sealed.</summary>
    public byte[]? Secret { get; init; }
}
