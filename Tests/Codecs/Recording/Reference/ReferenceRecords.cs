namespace Scanout.Tests.Codecs.Recording.Reference;

/// <summary>The records of one key or delta chunk, put together one by one, and their literals. Nothing is checked: a test may want nonsense.</summary>
public sealed class ReferenceRecords
{
    readonly ReferenceOutput records = new();

    /// <summary>12,288 bytes of colours each.</summary>
    public List<byte[]> Literals { get; } = [];

    /// <summary>From the chunk's time to the last record, in microseconds.</summary>
    public long Microseconds { get; private set; }

    public byte[] Bytes => records.ToArray();

    public ReferenceRecords Record(int type, long delta, ReadOnlySpan<byte> contents)
    {
        Microseconds += delta;
        records.Varints(type, delta, contents.Length).Put(contents);
        return this;
    }

    public ReferenceRecords Clock(long delta, long microseconds1970) =>
        Record(4, delta, new ReferenceOutput().Zigzag(microseconds1970).ToArray());

    public ReferenceRecords Gap(long delta, int reason, long microseconds, long leftOut, string sentence) =>
        Record(3, delta, new ReferenceOutput().Varints(reason, microseconds, leftOut).Put(System.Text.Encoding.UTF8.GetBytes(sentence)).ToArray());

    public ReferenceRecords NoCursor(long delta) => Record(2, delta, [0]);

    public ReferenceRecords NewCursor(long delta, ReferenceShape shape, int x, int y)
    {
        var block = ReferenceLz4Block.Encode(shape.Bgra);
        return Record(2, delta, new ReferenceOutput().Varints(1, shape.Width, shape.Height, shape.HotX, shape.HotY, block.Length).Put(block)
            .Zigzag(x).Zigzag(y).ToArray());
    }

    public ReferenceRecords KnownCursor(long delta, long shape, int x, int y) =>
        Record(2, delta, new ReferenceOutput().Varints(2, shape).Zigzag(x).Zigzag(y).ToArray());

    /// <summary>A picture of which every tile is told.</summary>
    public ReferenceRecords Whole(long delta, int width, int height, uint format, IReadOnlyList<ReferenceTile> tiles, bool isNotice = false) =>
        Picture(delta, new ReferenceOutput().Varints(isNotice ? 3 : 1, width, height).U32(format), [], tiles);

    /// <summary>A picture that is made of the one before.</summary>
    public ReferenceRecords Change(
        long delta, IReadOnlyList<ReferenceCopy> copies, IReadOnlyList<ReferenceTile> tiles, bool isNotice = false) =>
        Picture(delta, new ReferenceOutput().Varint(isNotice ? 2 : 0), copies, tiles);

    ReferenceRecords Picture(long delta, ReferenceOutput contents, IReadOnlyList<ReferenceCopy> copies, IReadOnlyList<ReferenceTile> tiles)
    {
        contents.Varint(copies.Count);
        foreach (var copy in copies)
            contents.Varints(copy.X, copy.Y, copy.Width, copy.Height, copy.FromX, copy.FromY);
        contents.Varint(tiles.Count);
        var before = -1L;
        foreach (var tile in tiles)
        {
            contents.Varint((tile.Number - before - 1) << 1 | (tile.Content is null ? 0L : 1));
            if (tile.Content is { } content)
                contents.Varint(content);
            else
                Literals.Add(tile.Literal!);
            before = tile.Number;
        }
        return Record(1, delta, contents.ToArray());
    }
}
