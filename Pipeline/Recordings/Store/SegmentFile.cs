namespace Scanout.Pipeline.Recordings.Store;

/// <summary>
/// A segment that is being written; its file is locked so that others see that (<see cref="SegmentLock"/>). Belongs to one recorder; one
/// thread at a time. Disposing closes the segment, which from then on may be deleted.
/// </summary>
public sealed class SegmentFile : IDisposable
{
    readonly RecordingStore store;
    readonly ReservedFile file;
    bool isDisposed;

    internal SegmentFile(RecordingStore store, ReservedFile file)
    {
        this.store = store;
        this.file = file;
    }

    public string Path => file.Entry.Path;

    /// <summary>What was appended.</summary>
    public long Length => file.Length;

    /// <summary>
    /// Writes at the end. First the bytes get room within <see cref="RecordingStoreSettings.MaxBytes"/>, for which the oldest closed
    /// segments, whose ever, are deleted. All bytes are written or none.
    /// </summary>
    /// <exception cref="RecordingStoppedException">None are. It may be tried again.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        file.Append(bytes, isClosing: false);
    }

    /// <summary>
    /// Sets how many bytes are held back for the segment's end, of the same room that <see cref="Append"/> takes from: more or fewer than
    /// before.
    /// </summary>
    /// <exception cref="RecordingStoppedException">There is not so much room; what was held back before still is.</exception>
    public void ReserveClosing(long bytes)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        store.Hold(file.Entry, bytes);
    }

    /// <summary>
    /// As <see cref="Append"/>, from what is held back as far as that goes; <see cref="RecordingStoreSettings.KeepFreeBytes"/> may be used.
    /// </summary>
    /// <exception cref="RecordingStoppedException">None of the bytes are written, and what was held back still is.</exception>
    public void AppendClosing(ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        file.Append(bytes, isClosing: true);
    }

    /// <summary>Returns when what was appended is on the disk.</summary>
    /// <exception cref="RecordingStoppedException">It may not be, and will not be: the system tells of that once.</exception>
    public void Flush()
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        file.Flush();
    }

    /// <summary>A segment that nothing was appended to leaves no file.</summary>
    public void Dispose()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        store.Close(file);
    }
}
