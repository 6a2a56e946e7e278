using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Scanout.Codecs.Motion;
using Scanout.Codecs.Tiles;

namespace Scanout.Codecs.Zmbv;

/// <summary>
/// Makes ZMBV (the DosBox Capture Codec) of 32 bits a pixel, which FFmpeg and VLC decode: lossless; a key picture as it is, any other as
/// blocks of 16 × 16 that came from elsewhere in the picture before or are XORed with it; all of it one zlib stream from key picture to
/// key picture. The fourth byte of a pixel is not kept. Owned by one thread at a time.
/// </summary>
public sealed class ZmbvEncoder : IDisposable
{
    /// <summary>What a container calls the codec.</summary>
    public const string Fourcc = "ZMBV";

    const byte KeyFlag = 1;

    /// <summary>Version 0.1, zlib, 32 bits a pixel, blocks of 16 × 16.</summary>
    static ReadOnlySpan<byte> KeyHeader => [0, 1, 1, 8, Block, Block];

    const int Block = TileGeometry.CellSidePixels;
    const uint Seen = 0x00FFFFFF;

    /// <summary>A vector's parts are seven bits and a sign.</summary>
    const int MinShift = -64;
    const int MaxShift = 63;

    readonly int widthPixels;
    readonly int heightPixels;
    readonly CompressionLevel level;
    readonly MotionFinder finder = new();
    readonly List<Move> moves = [];
    readonly ZmbvTiles tiles;
    readonly byte[] vectors;
    readonly MemoryStream compressed = new();
    readonly ArrayBufferWriter<byte> differences = new();
    uint[] before;
    uint[] after;
    ZLibStream? zlib;

    /// <param name="widthPixels">At least 1.</param>
    /// <param name="heightPixels">At least 1.</param>
    /// <param name="level">How hard zlib works.</param>
    public ZmbvEncoder(int widthPixels, int heightPixels, CompressionLevel level = CompressionLevel.Optimal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(widthPixels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(heightPixels, 1);
        (this.widthPixels, this.heightPixels, this.level) = (widthPixels, heightPixels, level);
        (before, after) = (new uint[widthPixels * heightPixels], new uint[widthPixels * heightPixels]);
        tiles = new ZmbvTiles(widthPixels, heightPixels);
        // Two bytes a block, filled up to four.
        vectors = new byte[TileGeometry.CellsOver(widthPixels) * TileGeometry.CellsOver(heightPixels) * 2 + 3 & ~3];
    }

    /// <summary>Writes the next picture; says whether it is a key picture. The first always is.</summary>
    /// <param name="bgrx">Rows without gaps.</param>
    /// <param name="asKey">Whether it is to be read without the pictures before it.</param>
    /// <param name="output">Where the picture's packet goes.</param>
    public bool Encode(ReadOnlySpan<byte> bgrx, bool asKey, IBufferWriter<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bgrx.Length, after.Length * 4, nameof(bgrx));
        for (var i = 0; i < after.Length; i++)
            after[i] = BinaryPrimitives.ReadUInt32LittleEndian(bgrx[(i * 4)..]) & Seen;
        var isKey = asKey || zlib is null;
        MarkChanges();
        tiles.Fill(after);
        compressed.SetLength(0);
        if (isKey)
            EncodeKey(output);
        else
            EncodeDifference(output);
        zlib!.Flush();
        output.Write(compressed.GetBuffer().AsSpan(0, (int)compressed.Length));
        tiles.Advance();
        (before, after) = (after, before);
        return isKey;
    }

    public void Dispose()
    {
        zlib?.Dispose();
        compressed.Dispose();
    }

    void EncodeKey(IBufferWriter<byte> output)
    {
        // The old stream writes its end, which nobody needs.
        zlib?.Dispose();
        compressed.SetLength(0);
        zlib = new ZLibStream(compressed, level, leaveOpen: true);
        output.Write<byte>([KeyFlag, .. KeyHeader]);
        zlib.Write(MemoryMarshal.AsBytes(after.AsSpan()));
    }

    void EncodeDifference(IBufferWriter<byte> output)
    {
        finder.Find(tiles.Before, tiles.After, tiles.ChangedCells, moves);
        moves.RemoveAll(move => !IsShort(move.SourceX - move.X) || !IsShort(move.SourceY - move.Y));
        differences.ResetWrittenCount();
        Array.Clear(vectors);
        var at = 0;
        for (var y = 0; y < heightPixels; y += Block)
            for (var x = 0; x < widthPixels; x += Block, at += 2)
                if (IsChanged(x, y))
                    EncodeBlock(x, y, vectors.AsSpan(at, 2));
        output.Write<byte>([0]);
        zlib!.Write(vectors);
        zlib.Write(differences.WrittenSpan);
    }

    void EncodeBlock(int x, int y, Span<byte> vector)
    {
        var (width, height) = (Math.Min(Block, widthPixels - x), Math.Min(Block, heightPixels - y));
        var (shiftX, shiftY) = ShiftOf(x, y, width, height);
        var isEqual = AreEqual(x, y, x + shiftX, y + shiftY, width, height);
        vector[0] = (byte)(shiftX << 1 | (isEqual ? 0 : 1));
        vector[1] = (byte)(shiftY << 1);
        if (isEqual)
            return;
        var to = MemoryMarshal.Cast<byte, uint>(differences.GetSpan(width * height * 4));
        for (var row = 0; row < height; row++)
        {
            var one = after.AsSpan((y + row) * widthPixels + x, width);
            var other = before.AsSpan((y + shiftY + row) * widthPixels + x + shiftX, width);
            for (var column = 0; column < width; column++)
                to[row * width + column] = one[column] ^ other[column];
        }
        differences.Advance(width * height * 4);
    }

    /// <summary>Where the block came from: the movement that covers most of it, if that is half of it or more.</summary>
    (int X, int Y) ShiftOf(int x, int y, int width, int height)
    {
        var (best, most) = ((0, 0), width * height / 2);
        foreach (var move in moves)
        {
            var covered = Math.Max(0, Math.Min(x + width, move.X + move.Width) - Math.Max(x, move.X))
                * Math.Max(0, Math.Min(y + height, move.Y + move.Height) - Math.Max(y, move.Y));
            var (shiftX, shiftY) = (move.SourceX - move.X, move.SourceY - move.Y);
            if (covered >= most && x + shiftX >= 0 && x + shiftX + width <= widthPixels
                && y + shiftY >= 0 && y + shiftY + height <= heightPixels)
                (best, most) = ((shiftX, shiftY), covered + 1);
        }
        return best;
    }

    void MarkChanges()
    {
        var changed = tiles.ChangedCells;
        changed.Clear();
        var across = TileGeometry.TilesOver(widthPixels);
        for (var y = 0; y < heightPixels; y += Block)
            for (var x = 0; x < widthPixels; x += Block)
                if (!AreEqual(x, y, x, y, Math.Min(Block, widthPixels - x), Math.Min(Block, heightPixels - y)))
                    changed[TileAt(x, y, across)] |= BitAt(x, y);
    }

    bool IsChanged(int x, int y) => (tiles.ChangedCells[TileAt(x, y, TileGeometry.TilesOver(widthPixels))] & BitAt(x, y)) != 0;

    bool AreEqual(int x, int y, int fromX, int fromY, int width, int height)
    {
        for (var row = 0; row < height; row++)
            if (!after.AsSpan((y + row) * widthPixels + x, width).SequenceEqual(before.AsSpan((fromY + row) * widthPixels + fromX, width)))
                return false;
        return true;
    }

    static bool IsShort(int shift) => shift is >= MinShift and <= MaxShift;

    static int TileAt(int x, int y, int across) => y / TileGeometry.TileSidePixels * across + x / TileGeometry.TileSidePixels;

    static ushort BitAt(int x, int y) =>
        (ushort)(1 << y / Block % TileGeometry.CellsPerTileSide * TileGeometry.CellsPerTileSide
            + x / Block % TileGeometry.CellsPerTileSide);
}
