using System.Numerics;
using Scanout.Codecs.Motion;

namespace Scanout.Tests.Codecs.Motion;

/// <summary>What a finder found between two pictures, carried out as a viewer does and held against the newer one.</summary>
sealed class FoundMotion
{
    public FoundMotion(Canvas before, Canvas after, MotionFinder? finder = null)
    {
        var cells = before.ChangedCells(after);
        (finder ?? new MotionFinder()).Find(before.Tiles(), after.Tiles(), cells, Moves);
        Assert.InRange(Moves.Count, 0, MotionFinder.MaxMoves);
        var screen = before.Copy();
        var isMoved = new bool[after.Pixels.Length];
        foreach (var move in Moves)
        {
            Assert.True(Contains(after, move.X, move.Y, move.Width, move.Height), $"{move}");
            Assert.True(Contains(after, move.SourceX, move.SourceY, move.Width, move.Height), $"{move}");
            Assert.False(move.X == move.SourceX && move.Y == move.SourceY, $"{move}");
            screen.Move(move.SourceX, move.SourceY, move.Width, move.Height, move.X - move.SourceX, move.Y - move.SourceY);
            for (var y = move.Y; y < move.Y + move.Height; y++)
                isMoved.AsSpan(y * after.Width + move.X, move.Width).Fill(true);
        }
        for (var i = 0; i < isMoved.Length; i++)
            if (isMoved[i] && screen.Pixels[i] != after.Pixels[i])
                Assert.Fail($"pixel {i % after.Width},{i / after.Width} is wrong after {string.Join(", ", Moves)}");
        ChangedCells = cells.Sum(bits => BitOperations.PopCount(bits));
        CoveredCells = Cells(cells, after).Count(cell => IsWhole(after, isMoved, cell.X, cell.Y));
        foreach (var move in Moves)
            Assert.Contains(Cells(cells, after), cell =>
                cell.X >= move.X && cell.Y >= move.Y && cell.X < move.X + move.Width && cell.Y < move.Y + move.Height);
    }

    public List<Move> Moves { get; } = [];
    public int ChangedCells { get; }

    /// <summary>Changed cells that are wholly within a move.</summary>
    public int CoveredCells { get; }

    public double Coverage => (double)CoveredCells / ChangedCells;

    /// <summary>The shifts of the moves, each once.</summary>
    public IEnumerable<(int ByX, int ByY)> Shifts => Moves.Select(move => (move.X - move.SourceX, move.Y - move.SourceY)).Distinct();

    static bool Contains(Canvas canvas, int x, int y, int width, int height) =>
        width > 0 && height > 0 && x >= 0 && y >= 0 && x + width <= canvas.Width && y + height <= canvas.Height;

    static IEnumerable<(int X, int Y)> Cells(ushort[] cells, Canvas canvas)
    {
        var across = (canvas.Width + 63) / 64;
        for (var cell = 0; cell < cells.Length * 16; cell++)
            if ((cells[cell / 16] >> cell % 16 & 1) != 0)
                yield return (cell / 16 % across * 64 + cell % 4 * 16, cell / 16 / across * 64 + cell % 16 / 4 * 16);
    }

    static bool IsWhole(Canvas canvas, bool[] isMoved, int x, int top)
    {
        for (var y = top; y < Math.Min(canvas.Height, top + 16); y++)
            if (isMoved.AsSpan(y * canvas.Width + x, Math.Min(16, canvas.Width - x)).Contains(false))
                return false;
        return true;
    }
}
