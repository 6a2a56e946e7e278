namespace Scanout.Tests.Codecs.Recording.Reference;

/// <summary>A chunk's header, and where it lies in the file.</summary>
public sealed record ReferenceChunk(long Offset, int Kind, bool IsSealed, int BodyBytes, uint Span, long Time)
{
    public const int Segment = 1, Key = 2, Delta = 3, Pack = 4, Index = 5, End = 6;

    public const int HeaderBytes = 32;

    public const long MostTime = 1L << 52;

    public const int LinkBytes = 32;

    /// <summary>The last moment that it tells of, as far as the header says: its span is rounded up.</summary>
    public long LastTime => Time + Span * 1000L;

    public long NextOffset => Offset + HeaderBytes + BodyBytes;
}
