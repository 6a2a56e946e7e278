using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Scanout.Codecs.Lz4;
using Scanout.Codecs.Motion;
using Scanout.Codecs.Pixels;
using Scanout.Codecs.Tiles;

namespace Scanout.Codecs.Recording;

/// <summary>
/// What a reader of records knows: the picture, the cursor, the contents and shapes that have numbers. Contents stay in the memory of the chunks that
/// they came with, which the owner keeps from one <see cref="Reset"/> to the next. One thread uses it.
/// </summary>
/// <remarks>
/// Tiles are not decoded before somebody wants to see them: most of those on the way to a moment are covered by later ones. What breaks a rule is a
/// <see cref="RecordingFormatException"/>; the picture is then as far as it had come.
/// </remarks>
public sealed class RecordedScreen
{
    /// <summary>Shapes that may be numbered between two key chunks.</summary>
    public const int MaxShapes = 1024;

    /// <summary>The areas of a picture's copies together, in pictures.</summary>
    public const int MaxCopiedPictures = 4;

    /// <summary>Pixels that are copied in the time in which one of a tile is drawn.</summary>
    const int CopiedPerDrawn = 4;

    readonly List<RecordedLiteral> contents = [];
    readonly List<RecordedShape> shapes = [];
    byte[] pixels = [];
    RecordedLiteral?[] undrawn = [];
    int largestTiles;
    long drawnPixels;

    /// <summary>Literals that there may be between two key chunks, the first one's among them.</summary>
    /// <param name="tiles">Of the largest picture since the key chunk's beginning.</param>
    public static int MaxLiterals(int tiles) => Math.Max(3072, 3 * tiles);

    /// <summary>
    /// What may be drawn between two key chunks, the first one's picture with it, as <see cref="DrawnPixels"/> counts: who goes to a moment
    /// has so much to do.
    /// </summary>
    /// <param name="tiles">Of the largest picture since the key chunk's beginning.</param>
    public static long MaxDrawnPixels(int tiles) => Math.Max(24576, 12L * tiles) * TileGeometry.TileSidePixels * TileGeometry.TileSidePixels;

    /// <summary>What a picture with so many tiles and copies adds to that.</summary>
    public static long DrawnPixels(int tiles, long copiedPixels) =>
        (long)tiles * TileGeometry.TileSidePixels * TileGeometry.TileSidePixels + copiedPixels / CopiedPerDrawn;

    public int WidthPixels { get; private set; }
    public int HeightPixels { get; private set; }

    /// <summary>The source's format, or zero.</summary>
    public Fourcc Format { get; private set; }

    /// <summary>Whether there is a picture.</summary>
    public bool HasPicture { get; private set; }

    /// <summary>Whether it is a notice.</summary>
    public bool IsNotice { get; private set; }

    /// <summary>
    /// Rows of <see cref="WidthPixels"/> × 4 bytes: blue, green, red, and one that says nothing. Empty without a picture. As of the last
    /// <see cref="Draw()"/>.
    /// </summary>
    public ReadOnlySpan<byte> Bgrx => !HasPicture ? [] : pixels.AsSpan(0, WidthPixels * HeightPixels * 4);

    /// <summary>The cursor's shape; null where none is shown.</summary>
    public RecordedShape? Shape { get; private set; }

    public int CursorXPixels { get; private set; }
    public int CursorYPixels { get; private set; }

    int StrideBytes => WidthPixels * 4;

    int Columns => TileGeometry.TilesOver(WidthPixels);

    /// <summary>A key chunk begins: nothing is known.</summary>
    public void Reset()
    {
        contents.Clear();
        shapes.Clear();
        Array.Clear(undrawn);
        (largestTiles, drawnPixels) = (0, 0);
        HasPicture = false;
        Shape = null;
    }

    /// <summary>Takes the present record; false where it is neither a picture nor a cursor.</summary>
    public bool Apply(RecordsReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader.Type == RecordType.Picture)
            ApplyPicture(reader);
        else if (reader.Type == RecordType.Cursor)
            ApplyCursor(reader.Contents.Span);
        else
            return false;
        return true;
    }

    /// <summary>Decodes what was not seen yet.</summary>
    public void Draw()
    {
        for (var index = 0; HasPicture && index < Columns * TileGeometry.TilesOver(HeightPixels); index++)
            Draw(index);
    }

    void ApplyPicture(RecordsReader reader)
    {
        var source = reader.Contents.Span;
        var flags = (PictureFlags)VarInt.Read(ref source, (int)(PictureFlags.Whole | PictureFlags.Notice), "a picture's flags");
        var isWhole = (flags & PictureFlags.Whole) != 0;
        if (isWhole)
        {
            BeginWhole(ref source);
            HasPicture = false;
        }
        else if (!HasPicture)
            throw new RecordingFormatException("a change is told of a picture that is not known");
        var copies = VarInt.Read(ref source, source.Length, "the number of copies");
        var copied = 0L;
        for (; copies > 0; copies--)
        {
            var move = ReadMove(ref source);
            if ((copied += (long)move.Width * move.Height) > (long)MaxCopiedPictures * WidthPixels * HeightPixels)
                throw new RecordingFormatException("a picture copies more than a picture may");
            DrawUnder(move.SourceX, move.SourceY, move.Width, move.Height);
            DrawUnder(move.X, move.Y, move.Width, move.Height);
            Copy(move);
        }
        var count = VarInt.Read(ref source, source.Length, "the number of tiles");
        var tiles = Columns * TileGeometry.TilesOver(HeightPixels);
        largestTiles = Math.Max(largestTiles, tiles);
        if (isWhole && (count != tiles || copied > 0))
            throw new RecordingFormatException($"a whole picture has {count} tiles of {tiles}, or copies");
        if ((drawnPixels += DrawnPixels(count, copied)) > MaxDrawnPixels(largestTiles))
            throw new RecordingFormatException("more is drawn since the key chunk than may be");
        if (isWhole && pixels.Length < StrideBytes * HeightPixels)
            pixels = new byte[StrideBytes * HeightPixels];
        if (isWhole && undrawn.Length < tiles)
            undrawn = new RecordedLiteral?[tiles];
        for (var index = -1; count > 0; count--)
        {
            var value = VarInt.Read(ref source);
            if (value >> 1 >= (ulong)(tiles - index - 1))
                throw new RecordingFormatException("a tile is outside of the picture");
            index += (int)(value >> 1) + 1;
            undrawn[index] = (value & 1) != 0 ? Known(ref source) : New(reader);
        }
        IsNotice = (flags & PictureFlags.Notice) != 0;
        HasPicture = true;
    }

    void BeginWhole(ref ReadOnlySpan<byte> source)
    {
        var width = VarInt.Read(ref source, PlaneLayout.MaxSidePixels, "a picture's width");
        var height = VarInt.Read(ref source, PlaneLayout.MaxSidePixels, "a picture's height");
        if (width == 0 || height == 0 || source.Length < 4)
            throw new RecordingFormatException("a whole picture has no size or no format");
        (WidthPixels, HeightPixels) = (width, height);
        Format = new Fourcc(BinaryPrimitives.ReadUInt32LittleEndian(source));
        source = source[4..];
    }

    Move ReadMove(ref ReadOnlySpan<byte> source)
    {
        Span<int> numbers = stackalloc int[6];
        foreach (ref var number in numbers)
            number = VarInt.Read(ref source, PlaneLayout.MaxSidePixels, "a copy's place or size");
        var move = new Move(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
        if (!HasPicture || move.Width == 0 || move.Height == 0 || Math.Max(move.X, move.SourceX) + move.Width > WidthPixels
            || Math.Max(move.Y, move.SourceY) + move.Height > HeightPixels)
            throw new RecordingFormatException("a copy is empty or reaches over the picture's edge");
        return move;
    }

    /// <summary>Rows go in the order in which none is overwritten before it is read; a row's own overlap is the copying's affair.</summary>
    void Copy(Move move)
    {
        for (var step = 0; step < move.Height; step++)
        {
            var row = move.Y > move.SourceY ? move.Height - 1 - step : step;
            pixels.AsSpan((move.SourceY + row) * StrideBytes + move.SourceX * 4, move.Width * 4)
                .CopyTo(pixels.AsSpan((move.Y + row) * StrideBytes + move.X * 4));
        }
    }

    RecordedLiteral Known(ref ReadOnlySpan<byte> source)
    {
        var number = VarInt.Read(ref source);
        return number < (ulong)contents.Count ? contents[(int)number] : throw new RecordingFormatException($"there is no content {number}");
    }

    RecordedLiteral New(RecordsReader reader)
    {
        if (contents.Count >= MaxLiterals(largestTiles))
            throw new RecordingFormatException("there are more literals since the key chunk than there may be");
        var literal = reader.TakeLiteral();
        contents.Add(literal);
        return literal;
    }

    void DrawUnder(int x, int y, int width, int height)
    {
        for (var row = y / TileGeometry.TileSidePixels; row * TileGeometry.TileSidePixels < y + height; row++)
            for (var column = x / TileGeometry.TileSidePixels; column * TileGeometry.TileSidePixels < x + width; column++)
                Draw(row * Columns + column);
    }

    [SkipLocalsInit]
    void Draw(int index)
    {
        if (undrawn[index] is not { } literal)
            return;
        undrawn[index] = null;
        Span<byte> tile = stackalloc byte[TileGeometry.TileBytes];
        literal.Decode(tile);
        var (row, column) = Math.DivRem(index, Columns);
        var (x, y) = (column * TileGeometry.TileSidePixels, row * TileGeometry.TileSidePixels);
        var rowBytes = Math.Min(TileGeometry.TileSidePixels, WidthPixels - x) * 4;
        var rows = Math.Min(TileGeometry.TileSidePixels, HeightPixels - y);
        for (var line = 0; line < rows; line++)
            tile.Slice(line * TileGeometry.TileStrideBytes, rowBytes).CopyTo(pixels.AsSpan((y + line) * StrideBytes + x * 4));
    }

    void ApplyCursor(ReadOnlySpan<byte> source)
    {
        switch ((CursorForm)VarInt.Read(ref source, int.MaxValue, "a cursor's form"))
        {
            case CursorForm.Hidden:
                Shape = null;
                return;
            case CursorForm.NewShape when shapes.Count < MaxShapes:
                shapes.Add(Shape = ReadShape(ref source));
                break;
            case CursorForm.KnownShape:
                var number = VarInt.Read(ref source);
                Shape = number < (ulong)shapes.Count
                    ? shapes[(int)number] : throw new RecordingFormatException($"there is no shape {number}");
                break;
            default:
                throw new RecordingFormatException("a cursor's form is unknown, or there are too many shapes");
        }
        CursorXPixels = (int)Math.Clamp(VarInt.ReadSigned(ref source), int.MinValue, int.MaxValue);
        CursorYPixels = (int)Math.Clamp(VarInt.ReadSigned(ref source), int.MinValue, int.MaxValue);
    }

    static RecordedShape ReadShape(ref ReadOnlySpan<byte> source)
    {
        var width = VarInt.Read(ref source, RecordedShape.MaxSidePixels, "a cursor's width");
        var height = VarInt.Read(ref source, RecordedShape.MaxSidePixels, "a cursor's height");
        var hotX = VarInt.Read(ref source, RecordedShape.MaxSidePixels, "a cursor's hot spot");
        var hotY = VarInt.Read(ref source, RecordedShape.MaxSidePixels, "a cursor's hot spot");
        var bytes = VarInt.Read(ref source, source.Length, "the length of a cursor's shape");
        if (width == 0 || height == 0 || bytes > source.Length)
            throw new RecordingFormatException("a cursor's shape has no size, or reaches over its record's end");
        var bgra = new byte[width * height * 4];
        if (!Lz4Block.TryDecompress(source[..bytes], bgra, out var written) || written != bgra.Length)
            throw new RecordingFormatException("a cursor's shape is no LZ4 block of its size");
        source = source[bytes..];
        return new RecordedShape(width, height, hotX, hotY, bgra);
    }
}
