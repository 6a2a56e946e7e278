namespace Scanout.Pipeline.Recordings.Export;

/// <summary>What an export has written.</summary>
/// <param name="Files">In their order.</param>
/// <param name="Pictures">Of the recording, that are in them.</param>
/// <param name="Gaps">A sentence for each gap, over which the picture from before it stands.</param>
public sealed record ExportResult(IReadOnlyList<string> Files, long Pictures, IReadOnlyList<string> Gaps);
