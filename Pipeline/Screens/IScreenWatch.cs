namespace Scanout.Pipeline.Screens;

/// <summary>Watches one display's screen. Run once.</summary>
public interface IScreenWatch
{
    /// <summary>Tells the board of the screen until <paramref name="cancellationToken"/> ends it, quietly. An exception is a fault of ours.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
