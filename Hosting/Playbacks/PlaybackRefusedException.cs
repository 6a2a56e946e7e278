namespace Scanout.Hosting.Playbacks;

/// <summary>A recording can't be played as it was asked for; the message is one sentence.</summary>
sealed class PlaybackRefusedException : Exception
{
    public PlaybackRefusedException() { }
    public PlaybackRefusedException(string message) : base(message) { }
    public PlaybackRefusedException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>What HTTP calls it.</summary>
    public int Status { get; init; } = StatusCodes.Status400BadRequest;
}
