namespace Scanout.Codecs.Recording;

/// <summary>What a record tells (FORMAT.md, "Key and delta chunks").</summary>
public enum RecordType
{
    Picture = 1,
    Cursor = 2,
    Gap = 3,
    Clock = 4,
}
