using System.Runtime.CompilerServices;
using Scanout.Codecs.Lz4;
using Scanout.Codecs.Tiles;

namespace Scanout.Codecs.Recording;

/// <summary>A tile as a chunk has it; it lives as long as the chunk's memory.</summary>
/// <param name="Encoded">An LZ4 block, or colours.</param>
/// <param name="IsColours">Which of them.</param>
public readonly record struct RecordedLiteral(ReadOnlyMemory<byte> Encoded, bool IsColours)
{
    /// <summary>Decodes to a whole tile of BGRX.</summary>
    /// <exception cref="RecordingFormatException">It is no tile.</exception>
    public void Decode(Span<byte> bgrx)
    {
        if (IsColours)
            TileColours.Give(Encoded.Span, bgrx);
        else if (!Lz4Block.TryDecompress(Encoded.Span, bgrx[..TileGeometry.TileBytes], out var written) || written != TileGeometry.TileBytes)
            throw new RecordingFormatException("a literal is no LZ4 block of a tile");
    }

    /// <summary>Decodes to colours alone.</summary>
    /// <exception cref="RecordingFormatException">It is no tile.</exception>
    [SkipLocalsInit]
    public void DecodeColours(Span<byte> colours)
    {
        if (IsColours)
        {
            Encoded.Span.CopyTo(colours);
            return;
        }
        Span<byte> bgrx = stackalloc byte[TileGeometry.TileBytes];
        Decode(bgrx);
        TileColours.Take(bgrx, colours);
    }
}
