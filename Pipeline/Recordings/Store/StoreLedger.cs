namespace Scanout.Pipeline.Recordings.Store;

/// <summary>
/// Every file below the directory and its length. A file's entry is never less than the file: bytes are entered before they are written
/// and taken out after they are gone, so what fits here fits there. Touched under the store's lock only.
/// </summary>
sealed class StoreLedger(string directory, long? maxBytes)
{
    readonly Dictionary<string, LedgerEntry> entries = new(StringComparer.Ordinal);

    long totalBytes;

    /// <summary>What the files take. May be asked without the lock.</summary>
    internal long TotalBytes => Volatile.Read(ref totalBytes);

    /// <summary>What is held back for the ends of the segments that are open.</summary>
    internal long HeldBytes { get; private set; }

    internal IEnumerable<LedgerEntry> Entries => entries.Values;

    internal bool Has(string path) => entries.ContainsKey(path);

    internal LedgerEntry? Find(string path) => entries.GetValueOrDefault(path);

    internal bool Fits(long bytes) => maxBytes is not { } max || (Int128)TotalBytes + HeldBytes + bytes <= max;

    /// <summary>Whether it would fit if all went that may go.</summary>
    internal bool CanFit(long bytes) =>
        Fits(bytes - entries.Values.Where(entry => entry.MayGo).Sum(entry => entry.Bytes + (entry.Packing?.Bytes ?? 0)));

    /// <summary>The segment that goes first.</summary>
    internal LedgerEntry? Oldest() => entries.Values.Where(entry => entry.MayGo).MinBy(Age);

    /// <summary>All closed segments as of now, the oldest first.</summary>
    internal List<LedgerEntry> ClosedByAge() => [.. entries.Values.Where(entry => entry.Kind == LedgerKind.Closed).OrderBy(Age)];

    internal LedgerEntry Enter(string path, LedgerKind kind)
    {
        var entry = new LedgerEntry(directory, path) { Kind = kind, IsListed = true };
        entries.Add(path, entry);
        return entry;
    }

    /// <summary>Its file is gone from the directory.</summary>
    internal void Strike(LedgerEntry entry)
    {
        if (!entry.IsListed)
            return;
        Change(entry, -entry.Bytes, -entry.HeldBytes);
        entries.Remove(entry.Path);
        entry.IsListed = false;
    }

    /// <summary>An entry that was struck stays as it is.</summary>
    internal void Change(LedgerEntry entry, long bytes, long heldBytes)
    {
        if (!entry.IsListed)
            return;
        entry.Bytes += bytes;
        entry.HeldBytes += heldBytes;
        Volatile.Write(ref totalBytes, totalBytes + bytes);
        HeldBytes += heldBytes;
    }

    /// <summary>
    /// Takes what is on disk for what is true, but for the files that this service writes: of those it knows better. Where a look at the
    /// directory saw something else than is known, it is looked again: since then this service may have closed, packed or deleted the file.
    /// Returns what is gone.
    /// </summary>
    internal List<LedgerEntry> Correct(IEnumerable<FoundFile> files)
    {
        var unknown = new HashSet<string>(entries.Keys, StringComparer.Ordinal);
        foreach (var file in files)
            if (Find(file.Path) is { } entry && entry.Bytes == file.Bytes && entry.ChangedUtc == file.ChangedUtc)
                unknown.Remove(file.Path);
            else
                unknown.Add(file.Path);
        return [.. unknown.Select(Look).OfType<LedgerEntry>()];
    }

    /// <summary>The entry, if the file is gone.</summary>
    LedgerEntry? Look(string path)
    {
        var entry = Find(path);
        if (entry?.Kind is LedgerKind.Open or LedgerKind.Packing)
            return null;
        if (FoundFile.At(path, directory) is not { } file)
        {
            if (entry is not null)
                Strike(entry);
            return entry;
        }
        entry ??= Enter(path, LedgerKind.Other);
        if (entry.Display is not null && entry.Name.EndsWith(RecordingFiles.Ending, StringComparison.Ordinal))
            entry.Kind = LedgerKind.Closed;
        Change(entry, file.Bytes - entry.Bytes, 0);
        entry.ChangedUtc = file.ChangedUtc;
        return null;
    }

    static (DateTime ChangedUtc, string Name) Age(LedgerEntry entry) => (entry.ChangedUtc, entry.Name);
}
