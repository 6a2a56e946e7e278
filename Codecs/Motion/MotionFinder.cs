using Scanout.Codecs.Tiles;

namespace Scanout.Codecs.Motion;

/// <summary>
/// Finds what has scrolled or was dragged between two pictures of one size. Anchors in what changed are looked for in what it changed
/// from; the shifts that most of them speak for are then compared cell by cell, and the worthiest rectangles of matching cells taken.
/// Memory is kept from search to search; one thread uses it at a time.
/// </summary>
public sealed class MotionFinder
{
    /// <summary>No more moves than this are found.</summary>
    public const int MaxMoves = 16;

    /// <summary>Changed cells that a move must save from being sent, unless hardly more have changed.</summary>
    const int WorthwhileCells = 8;

    /// <summary>With fewer changed cells than this nothing is looked for.</summary>
    const int FewCells = 4;

    /// <summary>Shifts that are tried in vain before giving up.</summary>
    const int Failures = 4;

    /// <summary>How far beyond its anchors a movement is looked for at first.</summary>
    const int MarginCells = 6;

    /// <summary>A movement whose anchors lie all over this part of what changed is looked for everywhere.</summary>
    const int LargePart = 8;

    /// <summary>Anchors that must speak for a shift for it to be tried.</summary>
    const int AnyVotes = 2;

    readonly AnchorSearch search = new();
    readonly ShiftVotes votes = new();
    readonly CellWorth worth = new();
    readonly WorthiestArea worthiest = new();
    byte[] matches = [];

    /// <summary>
    /// The moves that make parts of the newer picture out of the older one when carried out in order on one picture, each as a move of
    /// overlapping memory would be. Every pixel of their destinations is then right; the X byte is not looked at.
    /// </summary>
    /// <param name="before">The older picture.</param>
    /// <param name="after">The newer one, of the same size.</param>
    /// <param name="changedCells">For each tile the cells that differ, bit <c>row * 4 + column</c>; 0 where the tile is the same.</param>
    /// <param name="moves">Where they go; what was in it is gone.</param>
    public void Find<TGrid>(in TGrid before, in TGrid after, ReadOnlySpan<ushort> changedCells, List<Move> moves)
        where TGrid : struct, ITileGrid
    {
        ArgumentNullException.ThrowIfNull(moves);
        Check(before, after, changedCells);
        moves.Clear();
        worth.Begin(changedCells, after.WidthPixels, after.HeightPixels);
        if (worth.ChangedCount < FewCells)
            return;
        search.Run(before, after, changedCells, worth.ChangedCount, votes);
        if (votes.Most < AnyVotes)
            return;
        worth.Appraise(after, changedCells);
        for (var failures = 0; failures < Failures && votes.TakeBest(AnyVotes, out var shift, out var bounds);)
        {
            var found = moves.Count;
            Follow(before, after, shift, CellsOf(bounds), moves);
            if (moves.Count == MaxMoves)
                break;
            failures = moves.Count > found ? 0 : failures + 1;
        }
        MoveOrder.Arrange(moves);
    }

    static void Check<TGrid>(in TGrid before, in TGrid after, ReadOnlySpan<ushort> changedCells) where TGrid : struct, ITileGrid
    {
        if (before.WidthPixels != after.WidthPixels || before.HeightPixels != after.HeightPixels)
            throw new ArgumentException("the pictures are not of one size", nameof(after));
        if (changedCells.Length != TileGeometry.TilesOver(after.WidthPixels) * TileGeometry.TilesOver(after.HeightPixels))
            throw new ArgumentException($"{changedCells.Length} tiles are not the picture's", nameof(changedCells));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(after.WidthPixels, ushort.MaxValue);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(after.HeightPixels, ushort.MaxValue);
    }

    /// <summary>Adds the rectangles that came from where a shift says, the worthiest first.</summary>
    void Follow<TGrid>(in TGrid before, in TGrid after, Shift shift, CellArea around, List<Move> moves) where TGrid : struct, ITileGrid
    {
        // What does not match is seen to at its first row: to look at everything at once costs less than to look at much of it twice.
        var region = around.Count * LargePart >= worth.Changed.Count
            ? worth.Changed
            : worth.Changed.Intersect(new CellArea(
                around.Left - MarginCells, around.Top - MarginCells, around.Right + MarginCells, around.Bottom + MarginCells));
        Match(before, after, shift, region);
        while (moves.Count < MaxMoves)
        {
            var area = worthiest.Find(worth, matches, region);
            if (IsCut(area, region))
            {
                // It goes on beyond what was looked at.
                region = worth.Changed;
                Match(before, after, shift, region);
                continue;
            }
            area = worth.Shrink(area);
            var (cells, rich) = worth.Count(area);
            if (cells < Math.Min(WorthwhileCells, Math.Max(3, worth.ChangedCount * 3 / 5)) || rich < Math.Max(2, cells / 16))
                return;
            var move = MoveEdges.Widen(before, after, worth, area, shift);
            worth.Settle(area);
            votes.Withdraw(move);
            moves.Add(move);
        }
    }

    bool IsCut(CellArea area, CellArea region) =>
        !area.IsEmpty && region != worth.Changed
        && (area.Left == region.Left && area.Left > worth.Changed.Left
            || area.Right == region.Right && area.Right < worth.Changed.Right
            || area.Top == region.Top && area.Top > worth.Changed.Top
            || area.Bottom == region.Bottom && area.Bottom < worth.Changed.Bottom);

    /// <summary>Compares each cell of the region with where it would have come from.</summary>
    void Match<TGrid>(in TGrid before, in TGrid after, Shift shift, CellArea region) where TGrid : struct, ITileGrid
    {
        var width = region.Right - region.Left;
        if (matches.Length < width * (region.Bottom - region.Top))
            matches = new byte[worth.Across * worth.Down];
        for (var row = region.Top; row < region.Bottom; row++)
        {
            var y = row * TileGeometry.CellSidePixels;
            var height = Math.Min(TileGeometry.CellSidePixels, after.HeightPixels - y);
            var line = matches.AsSpan((row - region.Top) * width, width);
            line.Clear();
            var isWhole = height == TileGeometry.CellSidePixels && shift.FromX % TileGeometry.TileSidePixels == 0;
            if (y + shift.FromY < 0 || y + shift.FromY + height > after.HeightPixels)
                continue;
            for (var column = 0; column < width; column++)
            {
                var x = (region.Left + column) * TileGeometry.CellSidePixels;
                if (isWhole && x % TileGeometry.TileSidePixels == 0 && column + TileGeometry.CellsPerTileSide <= width
                    && x + shift.FromX >= 0 && Math.Max(x, x + shift.FromX) + TileGeometry.TileSidePixels <= after.WidthPixels)
                {
                    var equal = PixelBlocks.EqualCells(after, x, y, before, x + shift.FromX, y + shift.FromY);
                    for (var cell = 0; cell < TileGeometry.CellsPerTileSide; cell++)
                        line[column + cell] = (byte)(equal >> cell & 1);
                    column += TileGeometry.CellsPerTileSide - 1;
                    continue;
                }
                var wide = Math.Min(TileGeometry.CellSidePixels, after.WidthPixels - x);
                if (x + shift.FromX >= 0 && x + shift.FromX + wide <= after.WidthPixels
                    && PixelBlocks.Equal(after, x, y, before, x + shift.FromX, y + shift.FromY, wide, height))
                    line[column] = 1;
            }
        }
    }

    static CellArea CellsOf((int Left, int Top, int Right, int Bottom) pixels) => new(
        pixels.Left / TileGeometry.CellSidePixels, pixels.Top / TileGeometry.CellSidePixels,
        TileGeometry.CellsOver(pixels.Right), TileGeometry.CellsOver(pixels.Bottom));
}
