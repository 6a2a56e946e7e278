using Scanout.Codecs.Motion;
using Scanout.Codecs.Tiles;

namespace Scanout.Tests.Codecs.Motion;

/// <summary>A picture to draw on: pixels row by row, and the tiles that the finder sees, in which the X byte is noise.</summary>
sealed class Canvas(int width, int height)
{
    public int Width => width;
    public int Height => height;
    public uint[] Pixels { get; private init; } = new uint[width * height];

    public uint this[int x, int y]
    {
        get => Pixels[y * width + x];
        set => Pixels[y * width + x] = value;
    }

    public Canvas Copy() => new(width, height) { Pixels = [.. Pixels] };

    public Canvas Fill(int x, int y, int wide, int high, uint colour)
    {
        for (var row = Math.Max(0, y); row < Math.Min(height, y + high); row++)
            for (var column = Math.Max(0, x); column < Math.Min(width, x + wide); column++)
                this[column, row] = colour;
        return this;
    }

    /// <summary>
    /// Lines of words in black on a ground, 19 pixels from one line to the next, some of them empty: no two words are alike.
    /// </summary>
    public Canvas Text(int x, int y, int wide, int high, Random random, uint ground = 0xFFFFFF)
    {
        Fill(x, y, wide, high, ground);
        for (var line = y + 3; line + 11 <= y + high; line += 19)
        {
            if (random.Next(6) == 0)
                continue;
            for (var word = x + 5; word < x + wide;)
            {
                var length = random.Next(10, 60);
                for (var row = line; row < line + 11; row++)
                    for (var column = word; column < Math.Min(word + length, x + wide - 4); column++)
                        if (random.Next(3) == 0)
                            this[column, row] = 0x101010;
                word += length + random.Next(5, 12);
            }
        }
        return this;
    }

    /// <summary>Soft slopes under a little noise, as in a photograph.</summary>
    public Canvas Photograph(int x, int y, int wide, int high, Random random)
    {
        var (a, b) = (random.NextDouble() / 20, random.NextDouble() / 20);
        for (var row = y; row < y + high; row++)
            for (var column = x; column < x + wide; column++)
            {
                var light = 128 + 90 * Math.Sin(column * a) * Math.Cos(row * b);
                this[column, row] = (uint)(light + random.Next(6)) << 16 | (uint)(light * 0.8 + random.Next(6)) << 8
                    | (uint)(light * 0.6 + random.Next(6));
            }
        return this;
    }

    /// <summary>Moves a rectangle as memory that may overlap is moved; what goes beyond the picture is cut off.</summary>
    public Canvas Move(int x, int y, int wide, int high, int byX, int byY)
    {
        var old = Copy();
        for (var row = y; row < y + high; row++)
            for (var column = x; column < x + wide; column++)
                if (column + byX >= 0 && column + byX < width && row + byY >= 0 && row + byY < height)
                    this[column + byX, row + byY] = old[column, row];
        return this;
    }

    /// <summary>Scrolls the inside of a rectangle; what comes in is new text.</summary>
    public Canvas Scroll(int x, int y, int wide, int high, int byX, int byY, Random random)
    {
        var inside = new Canvas(wide, high).Text(0, 0, wide, high, random);
        for (var row = 0; row < high; row++)
            for (var column = 0; column < wide; column++)
                if (row - byY >= 0 && row - byY < high && column - byX >= 0 && column - byX < wide)
                    inside[column, row] = this[x + column - byX, y + row - byY];
        return Paste(inside, x, y);
    }

    public Canvas Paste(Canvas other, int x, int y)
    {
        for (var row = 0; row < other.Height; row++)
            for (var column = 0; column < other.Width; column++)
                if (x + column >= 0 && x + column < width && y + row >= 0 && y + row < height)
                    this[x + column, y + row] = other[column, row];
        return this;
    }

    public Canvas Cut(int x, int y, int wide, int high)
    {
        var cut = new Canvas(wide, high);
        for (var row = 0; row < high; row++)
            for (var column = 0; column < wide; column++)
                cut[column, row] = this[x + column, y + row];
        return cut;
    }

    public TileArrays Tiles()
    {
        var across = TileGeometry.TilesOver(width);
        var tiles = Enumerable.Range(0, across * TileGeometry.TilesOver(height)).Select(_ => new byte[TileGeometry.TileBytes]).ToArray();
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                BitConverter.TryWriteBytes(tiles[y / 64 * across + x / 64].AsSpan(y % 64 * 256 + x % 64 * 4),
                    this[x, y] & 0xFFFFFF | (uint)Random.Shared.Next(256) << 24);
        return new TileArrays(width, height, tiles);
    }

    /// <summary>The cells in which a pixel differs.</summary>
    public ushort[] ChangedCells(Canvas other)
    {
        var across = TileGeometry.TilesOver(width);
        var cells = new ushort[across * TileGeometry.TilesOver(height)];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                if ((this[x, y] ^ other[x, y]) != 0)
                    cells[y / 64 * across + x / 64] |= (ushort)(1 << (y % 64 / 16 * 4 + x % 64 / 16));
        return cells;
    }

    public readonly struct TileArrays(int widthPixels, int heightPixels, byte[][] tiles) : ITileGrid
    {
        public int WidthPixels => widthPixels;
        public int HeightPixels => heightPixels;
        public ReadOnlySpan<byte> Tile(int index) => tiles[index];
    }
}
