using Scanout.Codecs.Motion;
using Scanout.Codecs.Tiles;

namespace Scanout.Benchmarks.Motion;

/// <summary>Carries moves out as a viewer would.</summary>
static class MoveCheck
{
    /// <summary>How many changed cells lie wholly within a move. Throws where a move's pixels are not the newer picture's.</summary>
    public static int Covered(LinearPicture before, LinearPicture after, ushort[] changedCells, List<Move> moves)
    {
        var (width, height) = (after.WidthPixels, after.HeightPixels);
        var screen = Linear(before);
        var wanted = Linear(after);
        var isMoved = new bool[width * height];
        foreach (var move in moves)
        {
            var source = new uint[move.Width * move.Height];
            for (var y = 0; y < move.Height; y++)
                screen.AsSpan((move.SourceY + y) * width + move.SourceX, move.Width).CopyTo(source.AsSpan(y * move.Width));
            for (var y = 0; y < move.Height; y++)
            {
                var start = (move.Y + y) * width + move.X;
                source.AsSpan(y * move.Width, move.Width).CopyTo(screen.AsSpan(start));
                isMoved.AsSpan(start, move.Width).Fill(true);
            }
        }
        for (var i = 0; i < screen.Length; i++)
            if (isMoved[i] && screen[i] != wanted[i])
                throw new InvalidOperationException($"pixel {i % width},{i / width} is wrong");
        var covered = 0;
        for (var cell = 0; cell < changedCells.Length * 16; cell++)
        {
            if ((changedCells[cell / 16] >> cell % 16 & 1) == 0)
                continue;
            var x0 = cell / 16 % TileGeometry.TilesOver(width) * 64 + cell % 4 * 16;
            var y0 = cell / 16 / TileGeometry.TilesOver(width) * 64 + cell % 16 / 4 * 16;
            var isWhole = true;
            for (var y = y0; y < Math.Min(height, y0 + 16); y++)
                isWhole &= !isMoved.AsSpan(y * width + x0, Math.Min(16, width - x0)).Contains(false);
            covered += isWhole ? 1 : 0;
        }
        return covered;
    }

    static uint[] Linear(LinearPicture picture)
    {
        var pixels = new uint[picture.WidthPixels * picture.HeightPixels];
        var tilesAcross = TileGeometry.TilesOver(picture.WidthPixels);
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y) = (i % picture.WidthPixels, i / picture.WidthPixels);
            pixels[i] = BitConverter.ToUInt32(picture.Tiles[y / 64 * tilesAcross + x / 64], y % 64 * 256 + x % 64 * 4) & 0xFFFFFF;
        }
        return pixels;
    }
}
