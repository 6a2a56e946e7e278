using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Recordings.Store;

/// <summary>
/// Where segments lie on disk, <c>DIRECTORY/DISPLAY/START.scanout</c>, and the bound on what they take together: it holds at every instant,
/// whoever writes. One per service and one per directory, which is locked. Any thread; calls may wait for each other's file operations, but
/// none waits for another's writes.
/// </summary>
public sealed class RecordingStore : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Whoever named a segment so left no room for others behind it.</summary>
    static readonly DateTime LastStart = DateTime.MaxValue.AddDays(-1);

    readonly Lock gate = new();
    readonly ISegmentCalls calls;
    readonly long keepFreeBytes;
    readonly Retention retention;
    readonly ILogger logger;
    bool isUnreadable;
    bool isDisposed;

    /// <summary>Finds what is there, and deletes what is too old or too much.</summary>
    /// <exception cref="RecordingStoppedException">The directory can't be had, or another service records into it.</exception>
    public RecordingStore(RecordingStoreSettings settings, TimeProvider time, ILogger logger)
        : this(settings, time, logger, SegmentCalls.System) { }

    internal RecordingStore(RecordingStoreSettings settings, TimeProvider time, ILogger logger, ISegmentCalls calls)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (this.logger, this.calls, keepFreeBytes) = (logger, calls, settings.KeepFreeBytes);
        retention = new(settings, time, logger, calls);
        try
        {
            retention.Rescan();
        }
        catch (RecordingStoppedException)
        {
            retention.Dispose();
            throw;
        }
        retention.DeleteLeftOvers();
        Ledger.ClosedByAge().ForEach(retention.DeleteIfTooOldOrTooMuch);
    }

    StoreLedger Ledger => retention.Ledger;

    StoreDirectory Directory => retention.Directory;

    /// <summary>What all files below the directory take, by their lengths. Never waits.</summary>
    public long TotalBytes => Ledger.TotalBytes;

    /// <summary>The segments as of now, by display and name.</summary>
    public IReadOnlyList<StoredSegment> List()
    {
        lock (gate)
            return
            [
                .. Ledger.Entries.Where(entry => entry.Kind is LedgerKind.Closed or LedgerKind.Open)
                    .OrderBy(entry => entry.Display, StringComparer.Ordinal).ThenBy(entry => entry.Name, StringComparer.Ordinal)
                    .Select(entry => new StoredSegment(entry.Path, entry.Display!, entry.Bytes, entry.Kind == LedgerKind.Open)),
            ];
    }

    /// <summary>When each display's oldest segment that is kept began, as far as it is named after that. Waits for nothing but the lock.</summary>
    public IReadOnlyList<(string Display, DateTimeOffset Start)> Oldest()
    {
        lock (gate)
            return
            [
                .. from entry in Ledger.Entries
                   where entry.Kind is LedgerKind.Closed or LedgerKind.Open
                   group entry.Name by entry.Display! into display
                   let start = RecordingFiles.StartOf(display.Min(StringComparer.Ordinal)!)
                   where start is not null
                   select (display.Key, new DateTimeOffset(start.Value)),
            ];
    }

    /// <summary>Where a display's segments lie; it may not be there yet.</summary>
    public string DirectoryOf(string display) => Path.Combine(Directory.Path, display);

    /// <summary>
    /// A new, empty segment, named after its start or, where that would not be the display's last name, a millisecond after that one: who sorts by name has them in their order,
    /// though the clock was set back.
    /// </summary>
    /// <exception cref="ArgumentException">No display may be called that.</exception>
    /// <exception cref="RecordingStoppedException">It can't be made.</exception>
    public SegmentFile Create(string display, DateTimeOffset start)
    {
        if (!DisplayName.IsValid(display))
            throw new ArgumentException("no display may be called that", nameof(display));
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            retention.KeepDirectory();
            CheckRoom();
            using var parent = Directory.MakeDisplay(display, out var errno);
            var parentPath = Path.Combine(Directory.Path, display);
            if (parent.IsInvalid)
                throw RecordingStoppedException.OfErrno(parentPath, errno);
            for (var utc = AfterNewest(display, start.UtcDateTime); ; utc = utc.AddMilliseconds(1))
            {
                var path = Path.Combine(parentPath, RecordingFiles.NameOf(utc));
                if (!Ledger.Has(path) && TryCreate(parent, path, LedgerKind.Open) is { } file)
                    return new(this, file);
            }
        }
    }

    /// <summary>Begins to replace a closed segment, which until that is committed is as it was, and may be deleted as any other.</summary>
    /// <exception cref="RecordingStoppedException">No such segment is closed now, it is being packed, or no file can be made.</exception>
    public PackingFile BeginPacking(string path)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            retention.KeepDirectory();
            if (Ledger.Find(Path.GetFullPath(path)) is not { Kind: LedgerKind.Closed } segment)
                throw RecordingStoppedException.Of(StopReason.Gone, path, "it is no closed segment");
            if (segment.Packing is not null)
                throw RecordingStoppedException.Of(StopReason.Failed, path, "it is being packed already");
            var packingPath = segment.Path + ".packing";
            using var parent = Directory.OpenDisplay(segment.Display!, out var errno);
            if (parent.IsInvalid)
                throw RecordingStoppedException.OfErrno(packingPath, errno);
            var file = !Ledger.Has(packingPath) ? TryCreate(parent, packingPath, LedgerKind.Packing) : null;
            if (file is null)
                throw RecordingStoppedException.OfErrno(packingPath, Libc.EEXIST);
            segment.Packing = file.Entry;
            return new(this, file, segment);
        }
    }

    /// <summary>Begins to repair a closed segment in its place.</summary>
    /// <exception cref="RecordingStoppedException">No such segment is closed now, or it is being packed.</exception>
    public MendedFile BeginMending(string path)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            if (Ledger.Find(Path.GetFullPath(path)) is not { Kind: LedgerKind.Closed, Packing: null } segment)
                throw RecordingStoppedException.Of(StopReason.Gone, path, "it is no closed segment");
            segment.Kind = LedgerKind.Open;
            return new(this, segment);
        }
    }

    /// <summary>
    /// To be called now and then: finds out what others put into the directory or took from it, and deletes what is too old or too much.
    /// Takes as long as the disk wants; who records meanwhile waits for the deletion of one segment at most.
    /// </summary>
    public void Sweep()
    {
        List<LedgerEntry> closed;
        try
        {
            lock (gate)
            {
                ObjectDisposedException.ThrowIf(isDisposed, this);
                retention.KeepDirectory();
            }
            var files = FoundFile.Below(Directory.Path).ToList();
            lock (gate)
            {
                if (isDisposed)
                    return;
                retention.Correct(files);
                closed = Ledger.ClosedByAge();
                isUnreadable = false;
            }
        }
        catch (Exception unreadable) when (unreadable is RecordingStoppedException or IOException or UnauthorizedAccessException)
        {
            if (!isUnreadable)
                logger.RecordingsUnreadable(Directory.Path, unreadable.Message);
            isUnreadable = true;
            return;
        }
        foreach (var segment in closed)
            lock (gate)
                if (!isDisposed)
                    retention.DeleteIfTooOldOrTooMuch(segment);
    }

    /// <summary>
    /// Lets another service have the directory. Segments are closed before. Where the disk hangs, it is left to the process's end, which is near.
    /// </summary>
    public void Dispose()
    {
        if (!gate.TryEnter(Patience))
            return;
        try
        {
            isDisposed = true;
            retention.Dispose();
        }
        finally
        {
            gate.Exit();
        }
    }

    /// <summary>Enters bytes that are about to be written; returns how many of them come out of what was held back.</summary>
    internal long Reserve(LedgerEntry entry, long bytes, bool isClosing)
    {
        lock (gate)
        {
            var drawnBytes = isClosing ? Math.Min(entry.HeldBytes, bytes) : 0;
            retention.MakeRoom(entry, bytes - drawnBytes);
            Ledger.Change(entry, bytes, -drawnBytes);
            return drawnBytes;
        }
    }

    /// <summary>Takes out bytes that were not written after all.</summary>
    internal void GiveBack(LedgerEntry entry, long bytes, long drawnBytes)
    {
        lock (gate)
            Ledger.Change(entry, -bytes, Math.Min(drawnBytes, bytes));
    }

    /// <summary>Sets what is held back for the end of a segment.</summary>
    internal void Hold(LedgerEntry entry, long bytes)
    {
        lock (gate)
        {
            retention.MakeRoom(entry, bytes - entry.HeldBytes);
            Ledger.Change(entry, 0, bytes - entry.HeldBytes);
        }
    }

    /// <summary>The segment is written.</summary>
    internal void Close(ReservedFile file)
    {
        lock (gate)
        {
            var entry = file.Entry;
            var isThere = Libc.TryStat(file.Handle, out var stat) && stat.LinkCount > 0;
            SegmentLock.LetGo(file.Handle);
            file.Handle.Dispose();
            Ledger.Change(entry, 0, -entry.HeldBytes);
            entry.Kind = LedgerKind.Closed;
            entry.ChangedUtc = stat.ChangedUtc;
            if (!isThere)
                Ledger.Strike(entry);
            else if (file.Length == 0 && !isDisposed)
                retention.TryDelete(entry);
        }
    }

    /// <summary>The segment was repaired, or could not be: it is as long as it is now, and may go as any other.</summary>
    internal void EndMending(LedgerEntry segment)
    {
        lock (gate)
        {
            segment.Kind = LedgerKind.Closed;
            if (isDisposed)
                return;
            if (FoundFile.At(segment.Path, Directory.Path) is not { } file)
            {
                Ledger.Strike(segment);
                return;
            }
            Ledger.Change(segment, file.Bytes - segment.Bytes, 0);
            segment.ChangedUtc = file.ChangedUtc;
        }
    }

    /// <summary>The packed file takes the segment's place.</summary>
    internal void Replace(LedgerEntry segment, ReservedFile file)
    {
        using var parent = OpenParent(segment);
        lock (gate)
        {
            if (parent.IsInvalid || !segment.IsListed || !StoreDirectory.Has(parent, segment.Name))
                throw ReservedFile.Gone(segment.Path);
            if (StoreDirectory.Rename(parent, file.Entry.Name, segment.Name) is var errno and not 0)
                throw RecordingStoppedException.OfErrno(segment.Path, errno);
            Ledger.Strike(file.Entry);
            Ledger.Change(segment, file.Length - segment.Bytes, 0);
            segment.Packing = null;
            file.Handle.Dispose();
        }
        // Until then a crash may bring the segment back as it was, which is no harm.
        _ = Libc.Fsync(parent);
    }

    /// <summary>The packed file is not wanted any more.</summary>
    internal void Abandon(LedgerEntry segment, ReservedFile file)
    {
        lock (gate)
        {
            segment.Packing = null;
            file.Handle.Dispose();
            // Where it can't be deleted it is the next start's.
            file.Entry.Kind = LedgerKind.Other;
            if (file.Entry.IsListed && !isDisposed)
                retention.TryDelete(file.Entry);
        }
    }

    DateTime AfterNewest(string display, DateTime start)
    {
        var newest = Ledger.Entries.Where(entry => entry.Display == display).Max(entry => RecordingFiles.StartOf(entry.Name));
        return newest >= start && newest < LastStart ? newest.Value.AddMilliseconds(1) : start;
    }

    SafeFileHandle OpenParent(LedgerEntry entry)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            return Directory.OpenDisplay(entry.Display!, out _);
        }
    }

    /// <summary>Null: there is a file of that name.</summary>
    ReservedFile? TryCreate(SafeFileHandle parent, string path, LedgerKind kind)
    {
        var name = Path.GetFileName(path);
        var handle = StoreDirectory.Create(parent, name, out var errno);
        if (handle.IsInvalid)
            return errno == Libc.EEXIST ? null : throw RecordingStoppedException.OfErrno(path, errno);
        if (kind == LedgerKind.Open && (errno = SegmentLock.Take(handle)) != 0)
        {
            handle.Dispose();
            calls.Delete(parent, name);
            throw RecordingStoppedException.OfErrno(path, errno);
        }
        return new(this, Ledger.Enter(path, kind), handle, calls, keepFreeBytes);
    }

    /// <summary>A segment that could not be written to is not begun.</summary>
    void CheckRoom()
    {
        var freeBytes = calls.FreeBytes(Directory.Root);
        if (freeBytes < 0)
            throw RecordingStoppedException.OfErrno(Directory.Path, (int)-freeBytes);
        if (freeBytes < keepFreeBytes)
            throw ReservedFile.NoRoom(Directory.Path, freeBytes, keepFreeBytes);
    }
}
