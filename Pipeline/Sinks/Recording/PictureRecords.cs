using Scanout.Codecs.Recording;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Recording;

/// <summary>
/// Writes frames as records: knows what a reader has by now, the last picture, its cursor and the contents that have numbers, and tells the rest. Owned by one
/// recorder.
/// </summary>
sealed class PictureRecords(FrameMotion motion) : IDisposable
{
    /// <summary>More new tiles than this are worth the waking of another thread: a first picture's, not a scroll's.</summary>
    const int ManyTiles = 384;

    /// <summary>Who goes to a moment reads all records since the key: no more than so many, were they only moves of the cursor.</summary>
    const int FarRecords = 15_000;

    readonly Dictionary<Digest, int> contents = [];
    readonly Dictionary<CursorImage, int> shapes = new(new ShapeEquality());
    readonly CopiedCells copied = new();
    readonly List<(int Index, Tile Tile)> toAdd = [];
    Frame? last;
    long drawnSinceKey;
    int recordsSinceKey;

    /// <summary>Literals since the key, its own not counted: how much has changed.</summary>
    public int LiteralsSinceKey { get; private set; }

    /// <summary>The tiles of a frame that are others than in the last one; all where there is none.</summary>
    public int ChangedTiles(Frame frame)
    {
        if (last is null || !last.HasSizeOf(frame))
            return frame.Tiles.Length;
        var changed = 0;
        for (var index = 0; index < frame.Tiles.Length; index++)
            changed += ReferenceEquals(frame.Tiles[index], last.Tiles[index]) ? 0 : 1;
        return changed;
    }

    /// <summary>Whether the next frame has to be given whole, since it can't be told as a change, or a reader would have to remember or to draw too much.</summary>
    public bool NeedsKey(Frame frame) =>
        last is null || !last.HasSizeOf(frame) || last.Origin.Format != frame.Origin.Format
        || drawnSinceKey >= RecordedScreen.MaxDrawnPixels(frame.Tiles.Length) / 2 || recordsSinceKey >= FarRecords
        || shapes.Count >= RecordedScreen.MaxShapes || contents.Count + ChangedTiles(frame) > RecordedScreen.MaxLiterals(frame.Tiles.Length);

    /// <summary>Tells the frame whole, and all that goes with it: a reader can begin here.</summary>
    public void WriteKey(RecordsWriter records, Frame frame, long micros, DateTimeOffset wallClock)
    {
        contents.Clear();
        shapes.Clear();
        records.WriteClock(micros, wallClock);
        WriteCursor(records, frame.Origin.Cursor, micros);
        records.BeginWhole(frame.WidthPixels, frame.HeightPixels, frame.Origin.Format?.Fourcc.Value ?? 0, frame.Origin.IsNotice);
        toAdd.Clear();
        for (var index = 0; index < frame.Tiles.Length; index++)
            toAdd.Add((index, frame.Tiles[index]));
        AddTiles(records, frame.Tiles.Length);
        records.EndPicture(micros);
        (LiteralsSinceKey, drawnSinceKey, recordsSinceKey) = (0, 0, 0);
        Remember(frame);
    }

    /// <summary>Tells what of the frame is new; false where nothing is.</summary>
    public bool TryWriteChange(RecordsWriter records, Frame frame, long micros)
    {
        var isSame = last!.Origin.IsNotice == frame.Origin.IsNotice && ChangedTiles(frame) == 0;
        var hasCursor = last.Origin.Cursor != frame.Origin.Cursor;
        if (isSame && !hasCursor)
        {
            Remember(frame);
            return false;
        }
        recordsSinceKey += (hasCursor ? 1 : 0) + (isSame ? 0 : 1);
        if (hasCursor)
            WriteCursor(records, frame.Origin.Cursor, micros);
        if (!isSame)
            WritePicture(records, frame, micros);
        Remember(frame);
        return true;
    }

    /// <summary>The frame is not recorded, but those after it are compared with it.</summary>
    public void Pass(Frame frame) => Remember(frame);

    public void Dispose()
    {
        last?.Release();
        last = null;
    }

    void WritePicture(RecordsWriter records, Frame frame, long micros)
    {
        var moves = motion.Between(last!, frame);
        var copiedPixels = 0L;
        foreach (var move in moves)
            copiedPixels += (long)move.Width * move.Height;
        if (copiedPixels > (long)RecordedScreen.MaxCopiedPictures * frame.WidthPixels * frame.HeightPixels)
            moves = [];
        copied.Fill(frame.WidthPixels, frame.HeightPixels, moves);
        var before = contents.Count;
        records.BeginChange(frame.Origin.IsNotice, moves.AsSpan());
        toAdd.Clear();
        for (var index = 0; index < frame.Tiles.Length; index++)
        {
            var tile = frame.Tiles[index];
            if (!ReferenceEquals(tile, last!.Tiles[index]) && (tile.CellsUnlike(last.Tiles[index]) & ~copied[index]) != 0)
                toAdd.Add((index, tile));
        }
        AddTiles(records, frame.Tiles.Length);
        records.EndPicture(micros);
        LiteralsSinceKey += contents.Count - before;
        drawnSinceKey += RecordedScreen.DrawnPixels(toAdd.Count, copiedPixels);
    }

    void AddTiles(RecordsWriter records, int tilesOfFrame)
    {
        var before = last?.Tiles.Length == tilesOfFrame ? last : null;
        // The first picture, and one that has changed all over, would keep the frames after it waiting.
        if (toAdd.Count >= ManyTiles)
            Parallel.ForEach(toAdd, added =>
            {
                TileEncodings.Digest(added.Tile);
                TileEncodings.Lz4(added.Tile, before?.Tiles[added.Index]);
            });
        foreach (var (index, tile) in toAdd)
        {
            var digest = TileEncodings.Digest(tile);
            if (contents.TryAdd(digest, contents.Count))
                records.AddLiteral(index, digest, TileEncodings.Lz4(tile, before?.Tiles[index]));
            else
                records.AddKnown(index, contents[digest]);
        }
    }

    void WriteCursor(RecordsWriter records, Cursor? cursor, long micros)
    {
        if (cursor is null)
            records.WriteNoCursor(micros);
        else if (shapes.TryGetValue(cursor.Image, out var number))
            records.WriteCursor(micros, number, cursor.XPixels, cursor.YPixels);
        else
        {
            shapes.Add(cursor.Image, shapes.Count);
            var image = cursor.Image;
            records.WriteCursor(
                micros, new RecordedShape(image.WidthPixels, image.HeightPixels, image.HotXPixels, image.HotYPixels, image.Bgra.ToArray()),
                cursor.XPixels, cursor.YPixels);
        }
    }

    void Remember(Frame frame)
    {
        var before = last;
        last = frame.Acquire();
        before?.Release();
    }
}
