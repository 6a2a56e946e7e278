namespace Scanout.Codecs.Recording;

/// <summary>Why something was not recorded: a gap record's <c>why</c>.</summary>
public enum GapReason
{
    SlowDisk = 1,
    NoRoom = 2,
    Failed = 3,
    NothingHappened = 4,
    NotRunning = 5,
}
