namespace Scanout.Pipeline.Recordings.Store;

/// <summary>
/// What is to replace a closed segment, growing beside it. It counts as the segment does, but nothing is deleted for it: where there is no
/// room, packing gives up. Where the segment is deleted meanwhile, this goes with it. Belongs to one packer; one thread at a time.
/// Disposing what was not committed abandons it.
/// </summary>
public sealed class PackingFile : IDisposable
{
    readonly RecordingStore store;
    readonly ReservedFile file;
    readonly LedgerEntry segment;
    bool isDone;

    internal PackingFile(RecordingStore store, ReservedFile file, LedgerEntry segment)
    {
        this.store = store;
        this.file = file;
        this.segment = segment;
    }

    /// <summary>Of the segment.</summary>
    public string Path => segment.Path;

    /// <summary>Of what is to take its place.</summary>
    public string FilePath => file.Entry.Path;

    /// <summary>What was appended.</summary>
    public long Length => file.Length;

    /// <summary>Writes at the end, all bytes or none.</summary>
    /// <exception cref="RecordingStoppedException">None are: dispose this, and try again another day.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(isDone, this);
        file.Append(bytes, isClosing: false);
    }

    /// <summary>
    /// Takes the segment's place, once it is on the disk, at one blow: who opens the segment finds the one or the other. It stays as old as
    /// the segment was.
    /// </summary>
    /// <exception cref="RecordingStoppedException">The segment is as it was, or deleted; dispose this.</exception>
    public void Commit()
    {
        ObjectDisposedException.ThrowIf(isDone, this);
        KeepAge();
        file.Flush();
        store.Replace(segment, file);
        isDone = true;
    }

    public void Dispose()
    {
        if (isDone)
            return;
        isDone = true;
        store.Abandon(segment, file);
    }

    void KeepAge()
    {
        if (FileAge.Set(file.Handle, segment.ChangedUtc) is var errno and not 0)
            throw RecordingStoppedException.OfErrno(file.Entry.Path, errno);
    }
}
