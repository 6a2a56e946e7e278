namespace Scanout.Pipeline.Recordings.Export;

/// <summary>How far an export is: of the recording's time, and in pictures.</summary>
public readonly record struct ExportProgress(TimeSpan Done, TimeSpan Whole, long Pictures);
