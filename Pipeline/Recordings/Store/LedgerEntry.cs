using Scanout.Pipeline.Devices;

namespace Scanout.Pipeline.Recordings.Store;

/// <summary>One file, as the ledger knows it. Touched under the store's lock only.</summary>
sealed class LedgerEntry(string directory, string path)
{
    internal string Path { get; } = path;
    internal string Name { get; } = System.IO.Path.GetFileName(path);

    /// <summary>The display's directory that it lies in; null where it lies elsewhere.</summary>
    internal string? Display { get; } =
        System.IO.Path.GetDirectoryName(path) is { } parent && System.IO.Path.GetDirectoryName(parent) == directory
        && System.IO.Path.GetFileName(parent) is var display && DisplayName.IsValid(display) ? display : null;

    internal LedgerKind Kind { get; set; }

    /// <summary>The file's length, or what it may become by a write that is under way.</summary>
    internal long Bytes { get; set; }

    /// <summary>What is held back for the segment's end.</summary>
    internal long HeldBytes { get; set; }

    internal DateTime ChangedUtc { get; set; }

    /// <summary>What is about to replace this segment: it goes where the segment goes.</summary>
    internal LedgerEntry? Packing { get; set; }

    /// <summary>False: it is no longer below the directory as far as is known, and nothing that is said of it counts.</summary>
    internal bool IsListed { get; set; }

    /// <summary>It could not be deleted, and is not tried again before the next sweep.</summary>
    internal bool IsStuck { get; set; }

    /// <summary>That it could not be deleted was logged.</summary>
    internal bool IsReported { get; set; }

    internal bool MayGo => Kind == LedgerKind.Closed && !IsStuck;
}
