namespace Scanout.Pipeline.Sinks.Recording;

/// <summary>Records one display from when it is run until it is told to stop or can't go on. It is run once.</summary>
public interface IRecorder
{
    /// <summary>How it is now, for any thread.</summary>
    RecordingStatus Status { get; }

    /// <summary>
    /// Never throws for what is expected: a full disk, the bound of bytes, being told to stop. What it throws is a fault of ours.
    /// </summary>
    Task<RecordingEnd> RunAsync(CancellationToken cancellationToken);
}
