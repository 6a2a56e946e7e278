using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Scanout.Tests.Codecs.Recording.Reference;

/// <summary>
/// Writes a segment byte by byte as FORMAT.md says, from the page alone. What a test wants wrong it may give wrong: nothing is checked,
/// and sums, links and seals are then right for what is wrong.
/// </summary>
public sealed class ReferenceWriter
{
    readonly ReferenceOutput file = new();
    readonly List<(long Time, long Offset)> entries = [];
    readonly byte[]? key;
    ReferenceOutput? pack;
    (long Time, long End) packed;
    int packedLiterals;

    public ReferenceWriter(string facts, byte[]? keyFile = null, byte[]? salt = null)
    {
        file.Put([0x89, 0x53, 0x43, 0x4E, 0x0D, 0x0A, 0x1A, 0x0A]);
        var json = Encoding.UTF8.GetBytes(facts);
        Chunk(ReferenceChunk.Segment, 0, 0, [.. json, .. Link(ReferenceChunk.Segment, 0, 0, json)]);
        key = keyFile is null ? null : ReferenceSeal.Key(keyFile, salt!);
    }

    public byte[] File => file.ToArray();

    public byte[] LastLink { get; private set; } = new byte[ReferenceChunk.LinkBytes];

    public int Pictures { get; set; }

    public int Gaps { get; set; }

    /// <summary>The facts as a segment chunk has them.</summary>
    public static string Facts(string display = "vm-17", byte[]? salt = null, byte[]? previous = null, int number = 1) =>
        $$"""{"format":1,"display":"{{display}}","displayId":"7d444840-9dc0-11d1-b245-5ffdce74fad2","host":"host-3","start":"2026-11-26T03:12:00.123456Z","""
        + $"\"number\":{number},"
        + (previous is null ? "" : $"\"previous\":\"{Convert.ToHexStringLower(previous)}\",")
        + (salt is null ? "" : $"\"salt\":\"{Convert.ToHexStringLower(salt)}\",")
        + "\"writer\":\"reference 1\",\"something\":[\"new\"]}";

    /// <summary>A key or delta chunk; while a pack is begun, into it.</summary>
    public void Records(bool isKey, long time, ReferenceRecords records, uint? span = null) =>
        Records(isKey, time, records.Bytes, records.Literals, span ?? (uint)((records.Microseconds + 999) / 1000));

    public void Records(bool isKey, long time, byte[] records, IReadOnlyList<byte[]> literals, uint span)
    {
        var kind = isKey ? ReferenceChunk.Key : ReferenceChunk.Delta;
        var link = Link(kind, span, time, [.. records, .. literals.SelectMany(SHA256.HashData)]);
        var payload = new ReferenceOutput().U32((uint)records.Length).Put(records);
        foreach (var literal in literals)
        {
            if (pack is null)
            {
                var block = ReferenceLz4Block.Encode(Widened(literal));
                payload.Varint(block.Length).Put(block);
            }
            else
            {
                // Every other one as differences, where a whole tile was given.
                var form = literal.Length == 64 * 64 * 3 ? packedLiterals++ % 2 : 0;
                payload.U8(form).Put(ReferencePackedTile.Encode(form, literal));
            }
        }
        if (pack is null)
        {
            if (isKey)
                entries.Add((time, file.Count));
            Chunk(kind, span, time, [.. payload.ToArray(), .. link]);
            return;
        }
        packed = (pack.Count == 0 ? time : packed.Time, Math.Max(packed.End, time + span * 1000L));
        pack.U8(kind).Put([0, 0, 0]).U32(span).U64((ulong)time).U32((uint)payload.Count).Put(payload.ToArray()).Put(link);
    }

    public void BeginPack() => (pack, packed) = (new(), (0, 0));

    public void EndPack()
    {
        var content = pack!.ToArray();
        pack = null;
        entries.Add((packed.Time, file.Count));
        Chunk(ReferenceChunk.Pack, (uint)((packed.End - packed.Time + 999) / 1000), packed.Time, ReferenceZstd.Encode(content));
    }

    /// <summary>Index and end.</summary>
    public void Close(long time, int how = 1)
    {
        var indexAt = file.Count;
        Index(time, entries);
        End(time, (ulong)indexAt, (ulong)Pictures, (uint)Gaps, how);
    }

    public void Index(long time, IReadOnlyList<(long Time, long Offset)> told)
    {
        var payload = new ReferenceOutput().Varint(told.Count);
        var before = (Time: 0L, Offset: 0L);
        foreach (var entry in told)
        {
            payload.Varints(entry.Time - before.Time, entry.Offset - before.Offset);
            before = entry;
        }
        Chunk(ReferenceChunk.Index, 0, time, payload.ToArray());
    }

    public void End(long time, ulong indexAt, ulong pictures, uint gaps, int how)
    {
        byte[] counts = new ReferenceOutput().U64(pictures).U32(gaps).U8(how).ToArray();
        byte[] payload = [.. new ReferenceOutput().U64(indexAt).ToArray(), .. counts];
        Chunk(ReferenceChunk.End, 0, time, [.. payload, .. Link(ReferenceChunk.End, 0, time, [.. new byte[8], .. counts])]);
    }

    /// <summary>Any chunk at all, with right sums, and sealed where the others are.</summary>
    public void Chunk(int kind, uint span, long time, byte[] body)
    {
        var header = new byte[ReferenceChunk.HeaderBytes];
        "SCNK"u8.CopyTo(header);
        header[4] = (byte)kind;
        header[5] = (byte)(key is null ? 0 : 1);
        var bytes = body.Length + (key is null ? 0 : ReferenceSeal.NonceBytes + ReferenceSeal.TagBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), (uint)bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), span);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), time);
        if (key is not null)
            body = ReferenceSeal.Close(key, header, body);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(24), ReferenceCrc32C.Of(body));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(28), ReferenceCrc32C.Of(header.AsSpan(0, 28)));
        file.Put(header).Put(body);
    }

    byte[] Link(int kind, uint span, long time, byte[] content) =>
        LastLink = SHA256.HashData([.. LastLink, .. new ReferenceOutput().U8(kind).U32(span).U64((ulong)time).Put(content).ToArray()]);

    /// <summary>The fourth byte of a pixel says nothing; so it may be anything.</summary>
    static byte[] Widened(byte[] colours)
    {
        var pixels = new byte[colours.Length / 3 * 4];
        for (var i = 0; i < colours.Length / 3; i++)
        {
            colours.AsSpan(i * 3, 3).CopyTo(pixels.AsSpan(i * 4));
            pixels[i * 4 + 3] = (byte)(i / 64);
        }
        return pixels;
    }
}
