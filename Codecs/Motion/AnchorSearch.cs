using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Scanout.Codecs.Tiles;

namespace Scanout.Codecs.Motion;

/// <summary>
/// Takes anchors in what changed and looks for them in what it changed from. Where much changed, samples have to do: so video costs
/// little, and a scroll, of which every anchor tells the same, too. Memory is kept from search to search.
/// </summary>
sealed class AnchorSearch
{
    /// <summary>Anchors that are taken in a row of cells of a tile at most, and rows of pixels that are tried for each.</summary>
    const int MostAnchors = 32, Tries = 4;

    /// <summary>
    /// From as many changed cells on, a quarter of the tiles is scanned at first, and the others only where that leaves doubt.
    /// </summary>
    const int ManyCells = 512;

    const int Parts = 4;

    /// <summary>Votes for one shift without which no more is looked for, and with which enough was.</summary>
    const int AnyVotes = 2, ClearVotes = 24;

    readonly AnchorTable anchors = new();

    /// <summary>Gathers the votes for each shift.</summary>
    public void Run<TGrid>(in TGrid before, in TGrid after, ReadOnlySpan<ushort> changedCells, int changedCount, ShiftVotes votes)
        where TGrid : struct, ITileGrid
    {
        anchors.Clear();
        votes.Clear();
        TakeAnchors(after, changedCells, changedCount);
        if (anchors.Count == 0)
            return;
        var tilesAcross = TileGeometry.TilesOver(before.WidthPixels);
        var parts = changedCount >= ManyCells ? Parts : 1;
        for (var part = 0; part < parts; part++)
        {
            for (var tile = 0; tile < changedCells.Length; tile++)
            {
                var (column, row) = (tile % tilesAcross, tile / tilesAcross);
                if (changedCells[tile] != 0 && (column + row) % parts == part)
                    Scan(before.Tile(tile), column * TileGeometry.TileSidePixels, row * TileGeometry.TileSidePixels);
            }
            votes.Clear();
            anchors.Vote(votes);
            if (votes.Most < AnyVotes || votes.Most >= ClearVotes)
                return;
        }
    }

    /// <summary>Fills the table with anchors that begin in changed cells, spread over them.</summary>
    void TakeAnchors<TGrid>(in TGrid after, ReadOnlySpan<ushort> changedCells, int changedCount) where TGrid : struct, ITileGrid
    {
        var tilesAcross = TileGeometry.TilesOver(after.WidthPixels);
        // A row of cells of a tile has one to four changed cells.
        var rowsOfCells = Math.Max(1, changedCount / 3);
        var share = Math.Clamp(AnchorTable.Capacity / rowsOfCells, 1, MostAnchors);
        var step = (rowsOfCells + AnchorTable.Capacity - 1) / AnchorTable.Capacity;
        var count = 0;
        for (var tile = 0; tile < changedCells.Length && !anchors.IsFull; tile++)
        {
            for (var row = 0; changedCells[tile] >> row * 4 != 0 && row < TileGeometry.CellsPerTileSide; row++)
            {
                var columns = changedCells[tile] >> row * 4 & 0xF;
                if (columns == 0 || count++ % step != 0)
                    continue;
                TakeAnchors(after, tile % tilesAcross, tile / tilesAcross, row, columns, count * 7, share);
            }
        }
    }

    /// <summary>
    /// Tries some rows of a row of cells until it has given its share, and each second time the half of the tile that goes on in the next
    /// one: wherever a movement brings an anchor that was met within a tile, it is as likely to be taken.
    /// </summary>
    void TakeAnchors<TGrid>(in TGrid after, int tileColumn, int tileRow, int cellRow, int columns, int phase, int share)
        where TGrid : struct, ITileGrid
    {
        const int Half = TileGeometry.TileSidePixels / 2, HalfBytes = TileGeometry.TileStrideBytes / 2;
        var bits = (ulong)columns;
        var changed = (bits & 1) * 0xFFFF | (bits >> 1 & 1) * 0xFFFF_0000
            | (bits >> 2 & 1) * 0xFFFF_0000_0000 | (bits >> 3 & 1) * 0xFFFF_0000_0000_0000;
        var tilesAcross = TileGeometry.TilesOver(after.WidthPixels);
        var index = tileRow * tilesAcross + tileColumn;
        Span<byte> window = stackalloc byte[TileGeometry.TileStrideBytes];
        var tries = Math.Min(share * Tries, TileGeometry.CellSidePixels);
        for (var i = 0; i < tries && share > 0; i++)
        {
            var y = cellRow * TileGeometry.CellSidePixels + (phase + i * 5) % TileGeometry.CellSidePixels;
            scoped var row = after.Tile(index).Slice(y * TileGeometry.TileStrideBytes, TileGeometry.TileStrideBytes);
            var left = (phase + i) % 2 == 0 || tileColumn + 1 == tilesAcross ? 0 : Half;
            if (left > 0)
            {
                row[HalfBytes..].CopyTo(window);
                after.Tile(index + 1).Slice(y * TileGeometry.TileStrideBytes, HalfBytes).CopyTo(window[HalfBytes..]);
                row = window;
            }
            ref var start = ref MemoryMarshal.GetReference(row);
            var found = RowAnchors.Find(ref start, out var runs) & changed >> left;
            for (var taken = 0; found != 0 && taken < 2 && share > 0 && !anchors.IsFull; taken++, share--, found &= found - 1)
            {
                var x = BitOperations.TrailingZeroCount(found);
                anchors.Add(
                    RowAnchors.Name(ref start, x, runs),
                    tileColumn * TileGeometry.TileSidePixels + left + x, tileRow * TileGeometry.TileSidePixels + y);
            }
        }
    }

    /// <summary>Looks for the anchors in a tile that something changed from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Scan(ReadOnlySpan<byte> tile, int left, int top)
    {
        ref var row = ref MemoryMarshal.GetReference(tile);
        for (var y = 0; y < TileGeometry.TileSidePixels; y++, row = ref Unsafe.Add(ref row, TileGeometry.TileStrideBytes))
        {
            for (var found = RowAnchors.Find(ref row, out var runs); found != 0; found &= found - 1)
            {
                var x = BitOperations.TrailingZeroCount(found);
                anchors.Meet(RowAnchors.Name(ref row, x, runs), left + x, top + y);
            }
        }
    }
}
