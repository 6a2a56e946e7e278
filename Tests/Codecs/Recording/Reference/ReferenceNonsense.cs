using System.Buffers.Binary;

namespace Scanout.Tests.Codecs.Recording.Reference;

/// <summary>
/// Files that a stranger may send: their sums are right, and what they say is not. A reader that looks at sums alone would believe them.
/// </summary>
public static class ReferenceNonsense
{
    const uint Format = 0x34325258;

    static readonly ReferenceTile Grey = new(0, null, Filled(0x77));

    /// <summary>Files in which only who verifies finds something.</summary>
    public static IEnumerable<(string Name, byte[] File)> Faults()
    {
        yield return ("a delta without a key", File(writer => writer.Records(false, 0, new ReferenceRecords().Clock(0, 0)), isBegun: false));
        yield return ("a key without a picture", File(writer => writer.Records(true, 0, new ReferenceRecords().Clock(0, 0).NoCursor(0)), isBegun: false));
        yield return ("a chunk's time before another's", File(writer =>
        {
            writer.Records(false, 5000, new ReferenceRecords().Clock(0, 0));
            writer.Records(false, 4000, new ReferenceRecords().Clock(0, 0));
        }));
        yield return ("a record after the span", File(writer => writer.Records(false, 0, new ReferenceRecords().Clock(5000, 0), span: 4)));
        yield return ("an index of other chunks", Closed((9, 9)));
        yield return ("an end that counts wrong", Closed((writer, index) => writer.End(0, index, 2, 0, 1)));
        yield return ("an end that counts gaps wrong", Closed((writer, index) => writer.End(0, index, 1, 1, 1)));
    }

    /// <summary>Files that break a rule which ends the reading: one for each.</summary>
    public static IEnumerable<(string Name, byte[] File)> Files()
    {
        yield return ("another format", new ReferenceWriter(ReferenceWriter.Facts().Replace("\"format\":1", "\"format\":2", StringComparison.Ordinal)).File);
        yield return ("facts that are no JSON", new ReferenceWriter("{\"format\":1,").File);
        yield return ("facts that are a number", new ReferenceWriter("1").File);
        yield return ("a display that is a number", new ReferenceWriter("""{"format":1,"display":7,"host":"h","start":"2026-11-26T03:12:00Z","number":1}""").File);
        yield return ("a salt that is short", new ReferenceWriter(ReferenceWriter.Facts().Replace("{", "{\"salt\":\"00\",", StringComparison.Ordinal)).File);
        yield return ("a key with a picture that is not whole", File(writer =>
            writer.Records(true, 0, new ReferenceRecords().Clock(0, 0).NoCursor(0).Change(0, [], [])), isBegun: false));
        yield return ("an unknown kind", File(writer => writer.Chunk(7, 0, 0, [])));
        yield return ("a second segment", File(writer => writer.Chunk(ReferenceChunk.Segment, 0, 0, new byte[64])));
        yield return ("a delta that changes nothing known", File(writer =>
            writer.Records(false, 0, new ReferenceRecords().Clock(0, 0).Change(0, [], [])), isBegun: false));
        yield return ("an end without an index", File(writer => writer.End(0, 8, 1, 0, 1)));
        yield return ("a time before the beginning", File(writer => writer.Records(false, -1, new ReferenceRecords().Clock(0, 0))));
        yield return ("a time at the end of all times", File(writer => writer.Records(false, long.MaxValue, new ReferenceRecords().Clock(0, 0))));
        yield return ("a record's time of 64 bits", Delta(new ReferenceRecords().Clock(-1, 0), span: 1));
        yield return ("a body without a link", File(writer => writer.Chunk(ReferenceChunk.Delta, 0, 0, new byte[31])));
        yield return ("an empty body", File(writer => writer.Chunk(ReferenceChunk.Delta, 0, 0, [])));
        yield return ("records that are longer than the payload", Payload(new ReferenceOutput().U32(uint.MaxValue)));
        yield return ("records that are longer by one", Payload(new ReferenceOutput().U32(1)));
        yield return ("a record of more bytes than there are", Payload(new ReferenceOutput().U32(4).Put([4, 0, 2, 0])));
        yield return ("a record of 2⁶⁴ − 1 bytes", Payload(new ReferenceOutput().U32(12).Put([4, 0]).Varint(ulong.MaxValue)));
        yield return ("a varint that does not end", Payload(new ReferenceOutput().U32(9).Put(Enumerable.Repeat((byte)0x80, 9).ToArray())));
        yield return ("a varint above 64 bits", Payload(new ReferenceOutput().U32(10).Put([.. Enumerable.Repeat((byte)0xFF, 9), 2])));
        yield return ("an empty clock", Delta(new ReferenceRecords().Record(4, 0, [])));
        yield return ("an empty picture", Delta(new ReferenceRecords().Record(1, 0, [])));
        yield return ("a picture of unknown flags", Delta(new ReferenceRecords().Record(1, 0, [4, 0, 0])));
        foreach (var (width, height) in ((long, long)[])[(0, 1), (1, 0), (16385, 1), (1, 16385), (-1, 1), (1L << 32 | 64, 64)])
            yield return ($"a picture of {width} x {height}", Delta(new ReferenceRecords().Record(1, 0,
                new ReferenceOutput().Varints(1, width, height).U32(Format).Varints(0, 1, 0).ToArray())));
        yield return ("a huge picture without tiles", Delta(new ReferenceRecords().Whole(0, 16384, 16384, Format, [])));
        yield return ("a huge picture that promises its tiles", Delta(new ReferenceRecords().Record(1, 0,
            new ReferenceOutput().Varints(1, 16384, 16384).U32(Format).Varints(0, 65536).ToArray())));
        yield return ("a whole picture without a tile", Delta(new ReferenceRecords().Whole(0, 65, 64, Format, [new(0, 0)])));
        yield return ("a whole picture with copies", Delta(new ReferenceRecords().Record(1, 0,
            new ReferenceOutput().Varints(1, 64, 64).U32(Format).Varints(1, 0, 0, 1, 1, 0, 0, 1, 1, 0).ToArray())));
        yield return ("a tile outside of the picture", Delta(new ReferenceRecords().Change(0, [], [new(4, 0)])));
        yield return ("a tile of 2⁶³", Delta(new ReferenceRecords().Record(1, 0, new ReferenceOutput().Varints(0, 0, 1).Varint(ulong.MaxValue).Varint(0L).ToArray())));
        yield return ("a tile after the last one", Delta(new ReferenceRecords().Change(0, [], [new(3, 0), new(4, 0)])));
        yield return ("more tiles than the picture has", Delta(new ReferenceRecords().Record(1, 0, new ReferenceOutput().Varints(0, 0, 1L << 40).ToArray())));
        yield return ("a content that there is not", Delta(new ReferenceRecords().Change(0, [], [new(0, 1)])));
        yield return ("a content of 2⁶⁴ − 1", Delta(new ReferenceRecords().Change(0, [], [new(0, -1)])));
        yield return ("a content that only comes later", Delta(new ReferenceRecords().Change(0, [], [new(0, 1), Grey with { Number = 1 }])));
        foreach (var copy in (ReferenceCopy[])
            [
                new(0, 0, 101, 1, 0, 0), new(0, 0, 1, 101, 0, 0), new(100, 0, 1, 1, 0, 0), new(0, 0, 2, 2, 99, 0), new(0, 99, 2, 2, 0, 0),
                new(0, 0, 0, 1, 0, 0), new(0, 0, 1, 0, 0, 0), new(int.MaxValue, 0, int.MaxValue, 1, 0, 0), new(0, -1, 1, 1, 0, 0),
            ])
            yield return ($"a {copy}", Delta(new ReferenceRecords().Change(0, [copy], [])));
        yield return ("2⁶⁴ − 1 copies", Delta(new ReferenceRecords().Record(1, 0, new ReferenceOutput().Varints(0, -1).ToArray())));
        yield return ("copies for hours", Delta(new ReferenceRecords().Change(0, [.. Enumerable.Repeat(new ReferenceCopy(0, 0, 100, 99, 0, 1), 100_000)], [])));
        yield return ("a literal too few", Raw(new ReferenceRecords().Change(0, [], [Grey]).Bytes, []));
        yield return ("a literal too many", Raw(new ReferenceRecords().Clock(0, 0).Bytes, [Filled(1)]));
        yield return ("a literal that is no LZ4 block", Payload(OneLiteral([0xFF, 0xFF])));
        yield return ("a literal that is an empty block", Payload(OneLiteral([])));
        yield return ("a literal that is short", Payload(OneLiteral(ReferenceLz4Block.Encode(new byte[16383]))));
        yield return ("a literal that is long", Payload(OneLiteral(ReferenceLz4Block.Encode(new byte[16385]))));
        yield return ("a literal that is very long", Payload(OneLiteral(ReferenceLz4Block.Encode(new byte[1 << 24]))));
        yield return ("a literal that copies from before its beginning", Payload(OneLiteral([0x1F, 1, 2, 0, .. Enumerable.Repeat((byte)0xFF, 64), 0])));
        yield return ("a literal of more bytes than there are", Payload(OneLiteral([], 1000)));
        yield return ("more literals than a key picture allows", ManyLiterals());
        yield return ("more tiles than may be drawn since a key", Delta(DrawnAgain(24572)));
        yield return ("an unknown way of a cursor", Delta(new ReferenceRecords().Record(2, 0, [3])));
        yield return ("a shape that there is not", Delta(new ReferenceRecords().KnownCursor(0, 0, 0, 0)));
        yield return ("a shape of no size", Delta(new ReferenceRecords().NewCursor(0, new(0, 1, 0, 0, []), 0, 0)));
        yield return ("a shape of 257 pixels", Delta(new ReferenceRecords().NewCursor(0, new(257, 1, 0, 0, new byte[257 * 4]), 0, 0)));
        yield return ("a shape that is short", Delta(new ReferenceRecords().NewCursor(0, new(2, 2, 0, 0, new byte[15]), 0, 0)));
        yield return ("a gap without a reason", Delta(new ReferenceRecords().Record(3, 0, [])));
        yield return ("an index of 2⁶⁴ − 1 chunks", File(writer => writer.Chunk(ReferenceChunk.Index, 0, 0, new ReferenceOutput().Varint(ulong.MaxValue).ToArray())));
        yield return ("an index of times beyond all times", Closed([.. Enumerable.Range(1, 5000).Select(at => (at * (1L << 51), (long)at))]));
        yield return ("an index that leads nowhere, again and again", IndexToNowhere());
        yield return ("a clock of the least number", Delta(new ReferenceRecords().Clock(0, long.MinValue)));
        yield return ("a start at the end of all years", Started("9999-12-31T23:59:59Z"));
        yield return ("an empty index", File(writer => writer.Chunk(ReferenceChunk.Index, 0, 0, [])));
        yield return ("a delta after the index", Closed(writer => writer.Records(false, 0, new ReferenceRecords().Clock(0, 0))));
        yield return ("a short end, and a right one behind it", Closed((writer, index) =>
        {
            writer.Chunk(ReferenceChunk.End, 0, 0, new byte[ReferenceChunk.LinkBytes]);
            writer.End(0, index, 1, 0, 1);
        }));
        yield return ("something after the end", [.. File(writer => writer.Close(0)), 0]);
        yield return ("a sealed body without a salt", File(writer => writer.Chunk(ReferenceChunk.Delta, 0, 0, new byte[64]), header => header[5] = 1));
        yield return ("a pack beside chunks", File(writer => writer.Chunk(ReferenceChunk.Pack, 0, 0, [0x28, 0xB5, 0x2F, 0xFD, 0x20, 0, 1, 0, 0])));
        yield return ("a pack that is no frame", File(writer => writer.Chunk(ReferenceChunk.Pack, 0, 0, [1, 2, 3]), isBegun: false));
        yield return ("an empty pack", File(writer => writer.Chunk(ReferenceChunk.Pack, 0, 0, [0x28, 0xB5, 0x2F, 0xFD, 0x20, 0, 1, 0, 0]), isBegun: false));
        yield return ("a pack of 2⁶² bytes", File(writer => writer.Chunk(ReferenceChunk.Pack, 0, 0,
            [0x28, 0xB5, 0x2F, 0xFD, 0xC0, 0x58, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x03, 0, 0x10, 0]), isBegun: false));
    }

    /// <summary>A good file with bits turned in one chunk's body, and the sums made right again.</summary>
    public static byte[] Resummed(byte[] file, int seed)
    {
        var random = new Random(seed);
        var chunks = ReferenceRecording.Read(file).Chunks;
        var chunk = chunks[random.Next(chunks.Count)];
        var broken = (byte[])file.Clone();
        var header = broken.AsSpan((int)chunk.Offset, ReferenceChunk.HeaderBytes);
        var body = broken.AsSpan((int)chunk.Offset + ReferenceChunk.HeaderBytes, chunk.BodyBytes);
        // Most of a body is literals; what is worth breaking stands before them.
        var reach = random.Next(3) == 0 ? body.Length : Math.Min(body.Length, 200);
        for (var turns = random.Next(1, 4); turns > 0; turns--)
            body[random.Next(reach)] ^= (byte)(1 << random.Next(8));
        BinaryPrimitives.WriteUInt32LittleEndian(header[24..], ReferenceCrc32C.Of(body));
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], ReferenceCrc32C.Of(header[..28]));
        return broken;
    }

    static byte[] Filled(byte value) => [.. Enumerable.Repeat(value, 64 * 64 * 3)];

    /// <summary>A picture of 100×100 in one content, and what follows it.</summary>
    static byte[] File(Action<ReferenceWriter> write, bool isBegun = true)
    {
        var writer = new ReferenceWriter(ReferenceWriter.Facts());
        if (isBegun)
            writer.Records(true, 0, new ReferenceRecords().Clock(0, 0).NoCursor(0)
                .Whole(0, 100, 100, Format, [Grey, new(1, 0), new(2, 0), new(3, 0)]));
        writer.Pictures = 1;
        write(writer);
        return writer.File;
    }

    /// <summary>The same, and the last chunk's header spoiled and summed again.</summary>
    static byte[] File(Action<ReferenceWriter> write, Action<byte[]> spoil)
    {
        var at = File(_ => { }).Length;
        var file = File(write);
        var header = file[at..(at + ReferenceChunk.HeaderBytes)];
        spoil(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(28), ReferenceCrc32C.Of(header.AsSpan(0, 28)));
        header.CopyTo(file, at);
        return file;
    }

    static byte[] Closed(params (long Time, long Offset)[] told) => File(writer =>
    {
        var index = writer.File.Length;
        writer.Index(0, told);
        writer.End(0, (ulong)index, 1, 0, 1);
    });

    static byte[] Closed(Action<ReferenceWriter> write) => Closed((writer, _) => write(writer));

    static byte[] Closed(Action<ReferenceWriter, ulong> write) => File(writer =>
    {
        var (index, key) = (writer.File.Length, new ReferenceWriter(ReferenceWriter.Facts()).File.Length);
        writer.Index(0, [(0, key)]);
        write(writer, (ulong)index);
    });

    static byte[] Delta(ReferenceRecords records, uint? span = null) => File(writer => writer.Records(false, 0, records, span));

    static byte[] Raw(byte[] records, byte[][] literals) => File(writer => writer.Records(false, 0, records, literals, 0));

    static byte[] Payload(ReferenceOutput payload) =>
        File(writer => writer.Chunk(ReferenceChunk.Delta, 0, 0, [.. payload.ToArray(), .. new byte[ReferenceChunk.LinkBytes]]));

    static ReferenceOutput OneLiteral(byte[] block, int? bytes = null)
    {
        var records = new ReferenceRecords().Change(0, [], [Grey]).Bytes;
        return new ReferenceOutput().U32((uint)records.Length).Put(records).Varint(bytes ?? block.Length).Put(block);
    }

    static byte[] Started(string start)
    {
        var writer = new ReferenceWriter(ReferenceWriter.Facts().Replace("2026-11-26T03:12:00.123456Z", start, StringComparison.Ordinal));
        writer.Records(true, 1L << 51, new ReferenceRecords().Clock(0, 0).NoCursor(0).Whole(0, 1, 1, Format, [Grey]));
        writer.Records(false, 1L << 51, new ReferenceRecords().Change(0, [], [new(0, 9)]));
        return writer.File;
    }

    /// <summary>A chunk that breaks a rule, and entries of an index that lead behind it, each to no chunk.</summary>
    static byte[] IndexToNowhere() => File(writer =>
    {
        writer.Records(false, 0, new ReferenceRecords().Change(0, [], [new(0, 9)]));
        var index = writer.File.Length;
        writer.Index(0, [.. Enumerable.Range(0, 300_000).Select(at => (0L, (long)index + at))]);
        writer.End(0, (ulong)index, 1, 0, 1);
    });

    /// <summary>A picture of a pixel that is drawn again and again; four tiles and one were drawn before that.</summary>
    static ReferenceRecords DrawnAgain(int times)
    {
        var records = new ReferenceRecords().Whole(0, 1, 1, Format, [new(0, 0)]);
        for (var i = 0; i < times; i++)
            records.Change(0, [], [new(0, 0)]);
        return records;
    }

    /// <summary>A small picture again and again, always of another literal.</summary>
    static byte[] ManyLiterals()
    {
        var block = ReferenceLz4Block.Encode(new byte[16384]);
        var records = new ReferenceRecords();
        for (var i = 0; i < 4000; i++)
            records.Change(0, [], [Grey]);
        var payload = new ReferenceOutput().U32((uint)records.Bytes.Length).Put(records.Bytes);
        for (var i = 0; i < 4000; i++)
            payload.Varint(block.Length).Put(block);
        return Payload(payload);
    }
}
