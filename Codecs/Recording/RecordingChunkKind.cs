namespace Scanout.Codecs.Recording;

/// <summary>What a chunk is (FORMAT.md, "The file").</summary>
public enum RecordingChunkKind : byte
{
    /// <summary>Whose the segment is and when it began.</summary>
    Segment = 1,

    /// <summary>Records that begin with a whole picture: reading can begin here.</summary>
    Key = 2,

    /// <summary>Records that go on from the chunk before.</summary>
    Delta = 3,

    /// <summary>Several key and delta chunks, compressed together.</summary>
    Pack = 4,

    /// <summary>Where the key and pack chunks are.</summary>
    Index = 5,

    /// <summary>The segment was closed.</summary>
    End = 6,
}
