namespace Scanout.Actors.Recorders;

/// <summary>A recorder broke by a fault of ours: its actor is restarted.</summary>
sealed class RecorderFailedException : Exception
{
    public RecorderFailedException() { }
    public RecorderFailedException(string message) : base(message) { }
    public RecorderFailedException(string message, Exception innerException) : base(message, innerException) { }
}
