using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Hosting.Configuration;

/// <summary>scanout.recording.</summary>
public sealed record RecordingSettings
{
    /// <summary>Empty where nothing is recorded.</summary>
    public string Directory { get; init; } = "";

    /// <summary>Of displays that have none of their own.</summary>
    public RecordingPolicy Policy { get; init; }

    /// <summary>Pictures a second at most.</summary>
    public int Rate { get; init; } = 30;

    /// <summary>Between two moments where reading can begin, while the picture changes.</summary>
    public TimeSpan KeyInterval { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan SegmentLength { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>At most an eighth of <see cref="MaxBytes"/>.</summary>
    public long SegmentBytes { get; init; } = 256L << 20;

    /// <summary>Null where segments are kept for ever.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Of all recordings together, never exceeded; null where there is no bound.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>What the file system is to have free at least.</summary>
    public long KeepFreeBytes { get; init; } = 256L << 20;

    /// <summary>A recording on activity ends after so long without any.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Between two calls of fdatasync at most, while anything is written.</summary>
    public TimeSpan Sync { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The file that segments are sealed with; null where they are not.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Whether closed segments are packed.</summary>
    public bool Pack { get; init; } = true;
}
