namespace Scanout.Pipeline.Recordings.Export;

/// <summary>What an export has written: its files in order, and the pictures of the recording that are in them.</summary>
public sealed record ExportResult(IReadOnlyList<string> Files, long Pictures);
