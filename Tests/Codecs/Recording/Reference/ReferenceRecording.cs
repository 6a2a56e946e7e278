namespace Scanout.Tests.Codecs.Recording.Reference;

/// <summary>
/// A recording, read as FORMAT.md says and in no other way: written from the page alone, it shares nothing with the product.
/// Simple and slow; every picture is kept whole.
/// </summary>
public sealed class ReferenceRecording
{
    public ReferenceFacts? Facts { get; internal set; }

    /// <summary>The whole chunks, in their order.</summary>
    public List<ReferenceChunk> Chunks { get; } = [];

    public List<ReferenceEvent> Events { get; } = [];

    public IEnumerable<ReferencePicture> Pictures => Events.OfType<ReferencePicture>();

    /// <summary>Time and offset of each key or pack chunk, as the index chunk has them; null without one.</summary>
    public List<(long Time, long Offset)>? Index { get; internal set; }

    /// <summary>Whether there is an end chunk.</summary>
    public bool IsComplete { get; internal set; }

    /// <summary>What comes from here on is not known to be true; of a complete recording its length.</summary>
    public long EndOffset { get; internal set; }

    /// <summary>The rule that was broken there; null where the file just ends.</summary>
    public string? Breach { get; internal set; }

    /// <summary>More exactly where, within the chunk at <see cref="EndOffset"/>.</summary>
    public long BreachOffset { get; internal set; }

    /// <summary>Rules that were broken without harm to the reading: what only who verifies looks at, but for the chain; and where.</summary>
    public List<(long Offset, string Rule)> Faults { get; } = [];

    /// <summary>The rest is sealed and no key was given.</summary>
    public bool IsKeyMissing { get; internal set; }

    /// <summary>Where the first chunk lies whose link does not follow from the one before it; null where the chain holds.</summary>
    public long? ChainBreak { get; internal set; }

    /// <summary>The last link that was read.</summary>
    public byte[] LastLink { get; internal set; } = new byte[ReferenceChunk.LinkBytes];

    /// <summary>The end chunk's time; null without one.</summary>
    public long? EndTime { get; internal set; }

    /// <summary>1 by the recorder, 2 by a repair; null without an end chunk.</summary>
    public int? HowClosed { get; internal set; }

    public static ReferenceRecording Read(byte[] file, byte[]? keyFile = null) => new ReferenceReader(file, keyFile).Read();
}
