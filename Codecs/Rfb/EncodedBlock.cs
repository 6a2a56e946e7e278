namespace Scanout.Codecs.Rfb;

/// <summary>
/// A rectangle's data as every viewer with the same wishes may have them: immutable, without the rectangle's header, and without what depends on
/// a viewer's own zlib stream. Bytes that go as they are come first, then a deflated piece that refers to nothing before it.
/// </summary>
/// <param name="Encoding">Of the rectangle.</param>
/// <param name="Bytes">The plain bytes and the deflated ones.</param>
/// <param name="PlainBytes">How many go as they are.</param>
/// <param name="Stream">Which of its encoding's streams the deflated piece is spliced into.</param>
public sealed record EncodedBlock(int Encoding, byte[] Bytes, int PlainBytes, int Stream)
{
    /// <summary>Whether there is a deflated piece.</summary>
    public bool IsDeflated => PlainBytes < Bytes.Length;

    /// <summary>Memory that it takes, about.</summary>
    public int MemoryBytes => Bytes.Length + 64;
}
