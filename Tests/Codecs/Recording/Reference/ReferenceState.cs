namespace Scanout.Tests.Codecs.Recording.Reference;

/// <summary>What a reader keeps from one record to the next, and what each record makes of it.</summary>
sealed class ReferenceState(List<(long Offset, string Rule)> faults)
{
    const int TileSide = 64;
    const int MostSide = 16384;
    const int MostContents = 3072;
    const int MostShapes = 1024;
    const int MostCopiedPictures = 4;
    const int MostDrawnTiles = 24576;
    const int MostDrawnPictures = 12;

    readonly List<byte[]> contents = [];
    readonly List<ReferenceShape> shapes = [];
    byte[]? picture;
    int width, height;
    uint format;
    int largest;
    long drawn;

    /// <summary>The time of the last record, whatever it was.</summary>
    public long LastTime { get; private set; }

    static int TileBytes => TileSide * TileSide * 3;

    int Columns => (width + TileSide - 1) / TileSide;

    int Rows => (height + TileSide - 1) / TileSide;

    /// <summary>A key or delta chunk's records. The literals are taken one by one as tiles ask for them.</summary>
    public List<ReferenceEvent> Chunk(ReferenceChunk chunk, ReferenceBytes records, Func<byte[]> nextLiteral)
    {
        var events = new List<ReferenceEvent>();
        var isKey = chunk.Kind == ReferenceChunk.Key;
        if (isKey)
        {
            contents.Clear();
            shapes.Clear();
            (picture, width, height, format, largest, drawn) = (null, 0, 0, 0, 0, 0);
        }
        var time = chunk.Time;
        for (var number = 0; records.Left > 0; number++)
        {
            var type = records.Varint("a record's type");
            var delta = records.Varint("a record's time");
            records.Demand(delta <= (ulong)(ReferenceChunk.MostTime - time), "a time beyond all times");
            time += (long)delta;
            records.Note(time <= chunk.LastTime, faults, "a record after the chunk's span");
            records.Note(time >= LastTime, faults, "a record before the one before it");
            LastTime = time;
            var body = records.TakePart((long)Math.Min(records.Varint("a record's bytes"), long.MaxValue), "a record");
            if (isKey && number < 3)
                body.Note(type == (number switch { 0 => 4ul, 1 => 2, _ => 1 }), faults, "a key chunk that does not begin with clock, cursor and picture");
            ReferenceEvent? read = type switch
            {
                1 => Picture(time, body, nextLiteral),
                2 => Cursor(time, body),
                3 => Gap(time, body),
                4 => Clock(time, body),
                _ => null,
            };
            if (read is not null)
                events.Add(read);
        }
        records.Note(!isKey || events.OfType<ReferencePicture>().Any(), faults, "a key chunk without a picture");
        return events;
    }

    ReferencePicture Picture(long time, ReferenceBytes body, Func<byte[]> nextLiteral)
    {
        var flags = body.Varint("a picture's flags", 0, 3);
        var (isWhole, isNotice) = ((flags & 1) != 0, (flags & 2) != 0);
        if (isWhole)
        {
            (width, height) = (body.Varint("the width", 1, MostSide), body.Varint("the height", 1, MostSide));
            format = body.U32("the format");
        }
        else
            body.Demand(picture is not null, "a picture that is not whole, and none before it");
        // A change of a copy: what others were told of stays as it is.
        var next = isWhole ? null : (byte[])picture!.Clone();
        var copied = Copies(body, next);
        var count = body.Varint("tiles", 0, Columns * Rows);
        body.Demand(!isWhole || count == Columns * Rows, "a whole picture without some of its tiles");
        body.Demand(count <= body.Left, "more tiles than bytes");
        largest = Math.Max(largest, Columns * Rows);
        drawn += (long)count * TileSide * TileSide + copied / 4;
        body.Demand(drawn <= Math.Max(MostDrawnTiles, (long)MostDrawnPictures * largest) * TileSide * TileSide, "too much is drawn since the last key chunk");
        next ??= new byte[width * height * 3];
        var tile = -1L;
        for (var i = 0; i < count; i++)
        {
            var value = body.Varint("a tile");
            body.Demand(value >> 1 < (ulong)(Columns * Rows - tile - 1), "a tile outside of the picture");
            tile += (long)(value >> 1) + 1;
            if ((value & 1) == 0)
            {
                body.Demand(contents.Count < Math.Max(MostContents, 3 * largest), "too many literals since the last key chunk");
                contents.Add(nextLiteral());
                Put(next, (int)tile, contents[^1]);
                continue;
            }
            var content = body.Varint("a content");
            body.Demand(content < (ulong)contents.Count, "a content that there is not");
            Put(next, (int)tile, contents[(int)content]);
        }
        picture = next;
        return new(time, width, height, format, isWhole, isNotice, picture);
    }

    long Copies(ReferenceBytes body, byte[]? target)
    {
        var count = body.Varint("copies");
        body.Demand(target is not null || count == 0, "a whole picture with copies");
        var copied = 0L;
        for (var i = 0ul; i < count; i++)
        {
            var (x, y) = (body.Varint("a copy's x", 0, MostSide), body.Varint("a copy's y", 0, MostSide));
            var (columns, lines) = (body.Varint("a copy's width", 1, MostSide), body.Varint("a copy's height", 1, MostSide));
            var (fromX, fromY) = (body.Varint("a copy's source x", 0, MostSide), body.Varint("a copy's source y", 0, MostSide));
            body.Demand(Math.Max(x, fromX) + columns <= width && Math.Max(y, fromY) + lines <= height, "a copy that reaches out of the picture");
            copied += (long)columns * lines;
            body.Demand(copied <= MostCopiedPictures * (long)width * height, "too much is copied");
            var source = new byte[columns * lines * 3];
            for (var line = 0; line < lines; line++)
                Row(target!, fromX, fromY + line, columns).CopyTo(source.AsSpan(line * columns * 3));
            for (var line = 0; line < lines; line++)
                source.AsSpan(line * columns * 3, columns * 3).CopyTo(Row(target!, x, y + line, columns));
        }
        return copied;
    }

    void Put(byte[] target, int tile, byte[] colours)
    {
        var (x, y) = (tile % Columns * TileSide, tile / Columns * TileSide);
        var columns = Math.Min(TileSide, width - x);
        for (var line = 0; line < Math.Min(TileSide, height - y); line++)
            colours.AsSpan(line * TileSide * 3, columns * 3).CopyTo(Row(target, x, y + line, columns));
    }

    Span<byte> Row(byte[] target, int x, int y, int columns) => target.AsSpan((y * width + x) * 3, columns * 3);

    ReferenceCursor Cursor(long time, ReferenceBytes body)
    {
        var how = body.Varint("how a cursor is", 0, 2);
        if (how == 0)
            return new(time, null, 0, 0);
        ReferenceShape shape;
        if (how == 1)
        {
            body.Demand(shapes.Count < MostShapes, "too many shapes since the last key chunk");
            var (columns, lines) = (body.Varint("a shape's width", 1, 256), body.Varint("a shape's height", 1, 256));
            var (hotX, hotY) = (body.Varint("a hot spot's x", 0, int.MaxValue), body.Varint("a hot spot's y", 0, int.MaxValue));
            var block = body.Take(body.Varint("a shape's block", 0, int.MaxValue), "a shape's block");
            shape = new(columns, lines, hotX, hotY,
                ReferenceLz4Block.Decode(block, columns * lines * 4) ?? throw body.Breach("a shape that is no LZ4 block of its size"));
            shapes.Add(shape);
        }
        else
        {
            var number = body.Varint("a shape");
            body.Demand(number < (ulong)shapes.Count, "a shape that there is not");
            shape = shapes[(int)number];
        }
        var (x, y) = (body.Zigzag("a cursor's left edge"), body.Zigzag("a cursor's top edge"));
        body.Demand(x == (int)x && y == (int)y, "a cursor too far away");
        return new(time, shape, (int)x, (int)y);
    }

    static ReferenceClock Clock(long time, ReferenceBytes body)
    {
        var micros = body.Zigzag("the clock");
        body.Demand(micros is >= -ReferenceChunk.MostTime and <= ReferenceChunk.MostTime, "a clock that is far from our time");
        return new(time, micros);
    }

    ReferenceGap Gap(long time, ReferenceBytes body)
    {
        var (reason, length, leftOut) = (body.Varint("a gap's reason"), body.Varint("a gap's length"), body.Varint("pictures left out"));
        var sentence = body.Take(body.Left, "a gap's sentence");
        body.Note(System.Text.Unicode.Utf8.IsValid(sentence), faults, "a sentence that is no UTF-8");
        return new(time, reason, length, leftOut, System.Text.Encoding.UTF8.GetString(sentence));
    }

    /// <summary>Literals in one of the two forms of a pack, or in LZ4 blocks of 16,384 bytes whose every fourth says nothing.</summary>
    public static byte[] Literal(ReferenceBytes bytes, bool isPacked)
    {
        if (isPacked)
        {
            var form = bytes.U8("a literal's form");
            return ReferencePackedTile.Decode(form, bytes.Take(TileBytes, "a literal")) ?? throw bytes.Breach("a literal of an unknown form");
        }
        var block = bytes.Take(bytes.Varint("a literal's block", 0, int.MaxValue), "a literal's block");
        var pixels = ReferenceLz4Block.Decode(block, TileSide * TileSide * 4) ?? throw bytes.Breach("a literal that is no LZ4 block of its size");
        var colours = new byte[TileBytes];
        for (var i = 0; i < TileSide * TileSide; i++)
            pixels.AsSpan(i * 4, 3).CopyTo(colours.AsSpan(i * 3));
        return colours;
    }
}
