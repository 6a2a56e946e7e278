namespace Scanout.Actors.Displays;

/// <summary>A display's capture broke by a fault of ours: its actor is restarted.</summary>
sealed class CaptureFailedException : Exception
{
    public CaptureFailedException() { }
    public CaptureFailedException(string message) : base(message) { }
    public CaptureFailedException(string message, Exception innerException) : base(message, innerException) { }
}
