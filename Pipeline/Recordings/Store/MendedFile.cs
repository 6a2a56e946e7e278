namespace Scanout.Pipeline.Recordings.Store;

/// <summary>
/// A closed segment while it is repaired in its place: it is as one that is open, so it is neither deleted for others' room nor packed. Disposing ends that. One thread at a
/// time.
/// </summary>
public sealed class MendedFile : IDisposable
{
    readonly RecordingStore store;
    readonly LedgerEntry segment;
    bool isDisposed;

    internal MendedFile(RecordingStore store, LedgerEntry segment) => (this.store, this.segment) = (store, segment);

    /// <summary>
    /// Room for as many bytes more than the file has, within <see cref="RecordingStoreSettings.MaxBytes"/>, for which the oldest closed segments are deleted.
    /// </summary>
    /// <exception cref="RecordingStoppedException">There is none.</exception>
    public void Reserve(long bytes)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        store.Reserve(segment, bytes, isClosing: false);
    }

    public void Dispose()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        store.EndMending(segment);
    }
}
