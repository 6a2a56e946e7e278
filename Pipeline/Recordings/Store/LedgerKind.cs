namespace Scanout.Pipeline.Recordings.Store;

/// <summary>What a file in the ledger is.</summary>
enum LedgerKind
{
    /// <summary>Neither: it counts, and is left alone.</summary>
    Other,

    /// <summary>A segment that nobody writes: it may go.</summary>
    Closed,

    /// <summary>A segment that is being written by this service.</summary>
    Open,

    /// <summary>What is to replace a closed segment, being written by this service.</summary>
    Packing,
}
