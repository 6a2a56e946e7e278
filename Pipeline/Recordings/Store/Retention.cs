using Microsoft.Extensions.Logging;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Recordings.Store;

/// <summary>
/// Keeps the ledger true and the directory there, and decides which segments go: those that are too old, and the oldest where room is
/// wanted. Touched under the store's lock only.
/// </summary>
sealed class Retention : IDisposable
{
    readonly RecordingStoreSettings settings;
    readonly TimeProvider time;
    readonly ILogger logger;
    readonly ISegmentCalls calls;

    /// <exception cref="RecordingStoppedException">The directory can't be had, or another service records into it.</exception>
    internal Retention(RecordingStoreSettings settings, TimeProvider time, ILogger logger, ISegmentCalls calls)
    {
        (this.settings, this.time, this.logger, this.calls) = (settings, time, logger, calls);
        Directory = StoreDirectory.Open(Path.TrimEndingDirectorySeparator(Path.GetFullPath(settings.Directory)));
        Ledger = new(Directory.Path, settings.MaxBytes);
    }

    internal StoreLedger Ledger { get; }

    internal StoreDirectory Directory { get; private set; }

    /// <summary>
    /// Where somebody removed the directory, moved it away or took the lock's file: makes and locks it anew. What is open in the old one is
    /// noticed by its writer.
    /// </summary>
    /// <exception cref="RecordingStoppedException">As at the start.</exception>
    internal void KeepDirectory()
    {
        if (Directory.IsCurrent)
            return;
        var made = StoreDirectory.Open(Directory.Path);
        Directory.Dispose();
        Directory = made;
        Rescan();
    }

    /// <summary>Brings the ledger to what is on disk.</summary>
    /// <exception cref="RecordingStoppedException">The directory can't be read.</exception>
    internal void Rescan()
    {
        try
        {
            Correct(FoundFile.Below(Directory.Path));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw RecordingStoppedException.Of(StopReason.Gone, Directory.Path, unreadable.Message);
        }
    }

    /// <summary>Deletes what a crash left of a packing.</summary>
    internal void DeleteLeftOvers()
    {
        foreach (var entry in Ledger.Entries.ToList())
            if (entry.Display is not null && entry.Name.EndsWith(RecordingFiles.PackingEnding, StringComparison.Ordinal))
                TryDelete(entry);
    }

    /// <summary>As <see cref="Rescan"/>, from a look at the directory that may be over.</summary>
    internal void Correct(IEnumerable<FoundFile> files)
    {
        foreach (var gone in Ledger.Correct(files))
            if (gone.Display is not null)
                Directory.RemoveIfEmpty(gone.Display);
    }

    internal void DeleteIfTooOldOrTooMuch(LedgerEntry segment)
    {
        if (!segment.IsListed)
            return;
        segment.IsStuck = false;
        if (time.GetUtcNow().UtcDateTime - segment.ChangedUtc > settings.MaxAge)
            DeleteSegment(segment, "age");
        else if (!Ledger.Fits(0))
            DeleteSegment(segment, "bytes");
    }

    /// <summary>Deletes as many of the oldest segments as it takes, none if that would not do; for packing none at all.</summary>
    /// <exception cref="RecordingStoppedException">There is no room within the bound.</exception>
    internal void MakeRoom(LedgerEntry entry, long bytes)
    {
        if (!entry.IsListed)
            throw ReservedFile.Gone(entry.Path);
        if (bytes <= 0 || TryMakeRoom(entry, bytes))
            return;
        // Somebody may have taken files away.
        Rescan();
        if (!TryMakeRoom(entry, bytes))
            throw RecordingStoppedException.Of(
                StopReason.Bound, entry.Path,
                $"recordings may take {settings.MaxBytes} bytes, which {bytes} more would exceed, and deleting what is closed is not enough");
    }

    /// <summary>Deletes it, and its display's directory if it was the last of it. Logs once if that fails.</summary>
    internal bool TryDelete(LedgerEntry entry)
    {
        using var parent = Directory.OpenDisplay(entry.Display!, out var errno);
        if (!parent.IsInvalid)
            errno = -calls.Delete(parent, entry.Name);
        if (errno is 0 or Libc.ENOENT)
        {
            Ledger.Strike(entry);
            Directory.RemoveIfEmpty(entry.Display!);
            return true;
        }
        if (!entry.IsReported)
            logger.RecordingUndeletable(entry.Path, SystemError.Text(errno));
        entry.IsStuck = entry.IsReported = true;
        return false;
    }

    public void Dispose() => Directory.Dispose();

    bool TryMakeRoom(LedgerEntry entry, long bytes)
    {
        if (Ledger.Fits(bytes))
            return true;
        if (entry.Kind == LedgerKind.Packing || !Ledger.CanFit(bytes))
            return false;
        while (!Ledger.Fits(bytes))
        {
            if (Ledger.Oldest() is not { } oldest)
                return false;
            DeleteSegment(oldest, "bytes");
        }
        return true;
    }

    void DeleteSegment(LedgerEntry segment, string reason)
    {
        var bytes = segment.Bytes;
        if (!TryDelete(segment))
            return;
        if (segment.Packing is not null)
            TryDelete(segment.Packing);
        logger.RecordingDeleted(segment.Path, bytes, reason);
        RecordingStoreMeter.Deleted(reason);
    }
}
