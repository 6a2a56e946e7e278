using System.Runtime.CompilerServices;
using Scanout.Codecs.Lz4;
using Scanout.Codecs.Tiles;

namespace Scanout.Codecs.Recording;

/// <summary>A tile as a chunk has it; it lives as long as the chunk's memory.</summary>
/// <param name="Encoded">The tile's bytes, in that form.</param>
/// <param name="Form">How it is stored.</param>
public readonly record struct RecordedLiteral(ReadOnlyMemory<byte> Encoded, LiteralForm Form)
{
    /// <summary>A tile that LZ4 makes less of than half looks like a photograph.</summary>
    const int PhotographBytes = TileGeometry.TileBytes / 2;

    /// <summary>What it takes in a pack.</summary>
    public const int PackedBytes = 1 + TileColours.Bytes;

    /// <summary>Decodes to a whole tile of BGRX.</summary>
    /// <exception cref="RecordingFormatException">It is no tile.</exception>
    public void Decode(Span<byte> bgrx)
    {
        if (Form == LiteralForm.Colours)
            TileColours.Give(Encoded.Span, bgrx);
        else if (Form == LiteralForm.Differences)
            TileDifferences.Give(Encoded.Span, bgrx);
        else if (!Lz4Block.TryDecompress(Encoded.Span, bgrx[..TileGeometry.TileBytes], out var written) || written != TileGeometry.TileBytes)
            throw new RecordingFormatException("a literal is no LZ4 block of a tile");
    }

    /// <summary>Decodes to colours alone.</summary>
    /// <exception cref="RecordingFormatException">It is no tile.</exception>
    [SkipLocalsInit]
    public void DecodeColours(Span<byte> colours)
    {
        if (Form == LiteralForm.Colours)
        {
            Encoded.Span.CopyTo(colours);
            return;
        }
        Span<byte> bgrx = stackalloc byte[TileGeometry.TileBytes];
        Decode(bgrx);
        TileColours.Take(bgrx, colours);
    }

    /// <summary>Writes it as a pack has it, in the form that will likely pack better.</summary>
    /// <param name="packed"><see cref="PackedBytes"/>.</param>
    /// <exception cref="RecordingFormatException">It is no tile.</exception>
    [SkipLocalsInit]
    public void Pack(Span<byte> packed)
    {
        var form = Form != LiteralForm.Lz4 ? Form : Encoded.Length > PhotographBytes ? LiteralForm.Differences : LiteralForm.Colours;
        packed[0] = (byte)form;
        if (form == LiteralForm.Colours)
        {
            DecodeColours(packed[1..]);
            return;
        }
        Span<byte> bgrx = stackalloc byte[TileGeometry.TileBytes];
        Decode(bgrx);
        TileDifferences.Take(bgrx, packed[1..]);
    }
}
