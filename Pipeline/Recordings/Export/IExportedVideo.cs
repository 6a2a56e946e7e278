namespace Scanout.Pipeline.Recordings.Export;

/// <summary>A video that is being written. Disposed before it is finished it is worth nothing.</summary>
interface IExportedVideo : IAsyncDisposable
{
    /// <summary>Adds the next picture.</summary>
    ValueTask WriteAsync(ShownPicture picture, CancellationToken cancellationToken);

    /// <summary>Writes what is left after the last picture.</summary>
    ValueTask FinishAsync(CancellationToken cancellationToken);
}
