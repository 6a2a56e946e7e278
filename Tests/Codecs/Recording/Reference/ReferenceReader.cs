using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Scanout.Tests.Codecs.Recording.Reference;

/// <summary>Chunk after chunk of a file, until it ends or a rule is broken.</summary>
sealed class ReferenceReader
{
    const uint Marker = 0x4B4E4353;
    const int MostBodyBytes = int.MaxValue - 64;
    const int MostFactsBytes = 1 << 14;
    const int LeastKeyBytes = 32;
    const ulong MostPackBytes = 1 << 30;

    static readonly byte[] FileMark = [0x89, 0x53, 0x43, 0x4E, 0x0D, 0x0A, 0x1A, 0x0A];

    readonly ReferenceRecording recording;
    readonly ReferenceState state;
    readonly List<(long Time, long Offset)> entries = [];
    readonly HashSet<string> nonces = [];
    readonly byte[] file;
    readonly byte[]? keyFile;
    byte[]? key;
    long lastChunkTime;

    public ReferenceReader(byte[] file, byte[]? keyFile)
    {
        (this.file, this.keyFile, recording) = (file, keyFile, new());
        state = new(recording.Faults);
    }

    List<(long Offset, string Rule)> Faults => recording.Faults;

    public ReferenceRecording Read()
    {
        var at = 0L;
        try
        {
            if (file.AsSpan().StartsWith(FileMark))
                at = FileMark.Length;
            else if (!FileMark.AsSpan().StartsWith(file))
                throw new ReferenceBreachException(0, "not a recording");
            else
                return recording;
            while (!recording.IsComplete && Header(at) is { } chunk)
            {
                if (chunk.IsSealed && recording.Facts?.Salt is not null && keyFile is null)
                {
                    recording.IsKeyMissing = true;
                    break;
                }
                Chunk(chunk);
                recording.Chunks.Add(chunk);
                at = chunk.NextOffset;
            }
            if (recording.IsComplete && at < file.Length)
            {
                recording.IsComplete = false;
                throw new ReferenceBreachException(at, "something after the end chunk");
            }
        }
        catch (ReferenceBreachException breach)
        {
            (recording.Breach, recording.BreachOffset) = (breach.Rule, breach.Offset);
        }
        recording.EndOffset = at;
        return recording;
    }

    /// <summary>The header at a place; null where it or its body is not all there.</summary>
    ReferenceChunk? Header(long at)
    {
        if (file.Length - at < ReferenceChunk.HeaderBytes)
            return null;
        var header = file.AsSpan((int)at, ReferenceChunk.HeaderBytes);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[28..]) != ReferenceCrc32C.Of(header[..28]))
            throw new ReferenceBreachException(at, "a header whose sum is another");
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Marker)
            throw new ReferenceBreachException(at, "no chunk's marker");
        if (header[4] is 0 or > ReferenceChunk.End || header[5] > 1 || header[6] != 0 || header[7] != 0)
            throw new ReferenceBreachException(at + 4, "a kind, a seal or zeros that are none");
        var bytes = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        var (span, time) = (BinaryPrimitives.ReadUInt32LittleEndian(header[12..]), BinaryPrimitives.ReadInt64LittleEndian(header[16..]));
        if (bytes > MostBodyBytes)
            throw new ReferenceBreachException(at + 8, "a body that is too long");
        if (time is < 0 or > ReferenceChunk.MostTime)
            throw new ReferenceBreachException(at + 16, "a time beyond all times");
        if (time < lastChunkTime)
            Faults.Add((at + 16, "a time before the chunk before"));
        var chunk = new ReferenceChunk(at, header[4], header[5] == 1, (int)bytes, span, time);
        if (chunk.NextOffset > file.Length)
            return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[24..]) != ReferenceCrc32C.Of(file.AsSpan((int)at + ReferenceChunk.HeaderBytes, (int)bytes)))
            throw new ReferenceBreachException(at, "a body whose sum is another");
        return chunk;
    }

    void Chunk(ReferenceChunk chunk)
    {
        var body = Body(chunk);
        var last = recording.Chunks.Count == 0 ? 0 : recording.Chunks[^1].Kind;
        body.Demand(chunk.Kind == ReferenceChunk.Segment == (last == 0), "a segment chunk comes first, and one only");
        body.Demand(chunk.Kind == ReferenceChunk.End == (last == ReferenceChunk.Index), "an end chunk follows the index, and nothing else does");
        switch (chunk.Kind)
        {
            case ReferenceChunk.Segment:
                Segment(chunk, body);
                break;
            case ReferenceChunk.Key or ReferenceChunk.Delta:
                body.Note(!recording.Chunks.Any(other => other.Kind == ReferenceChunk.Pack), Faults, "a chunk beside packs");
                var link = Linked(body, out var payload);
                recording.Events.AddRange(Records(chunk, payload, link, isPacked: false));
                break;
            case ReferenceChunk.Pack:
                body.Note(!recording.Chunks.Any(other => other.Kind is ReferenceChunk.Key or ReferenceChunk.Delta), Faults, "a pack beside chunks");
                Pack(chunk, body);
                break;
            case ReferenceChunk.Index:
                Index(body);
                break;
            default:
                End(chunk, body);
                break;
        }
        if (chunk.Kind is ReferenceChunk.Key or ReferenceChunk.Pack)
            entries.Add((chunk.Time, chunk.Offset));
        lastChunkTime = chunk.Time;
    }

    /// <summary>The body as it was before it was sealed.</summary>
    ReferenceBytes Body(ReferenceChunk chunk)
    {
        var (begin, end) = ((int)chunk.Offset + ReferenceChunk.HeaderBytes, (int)chunk.NextOffset);
        var plain = new ReferenceBytes(file, begin, end, at => at);
        plain.Demand(chunk.IsSealed == (chunk.Kind != ReferenceChunk.Segment && recording.Facts?.Salt is not null), "sealed, or not, against the rule");
        if (!chunk.IsSealed)
            return plain;
        plain.Demand(keyFile!.Length >= LeastKeyBytes, "a key file that is too short");
        key ??= ReferenceSeal.Key(keyFile, recording.Facts!.Salt!);
        var opened = ReferenceSeal.Open(key, file.AsSpan((int)chunk.Offset, ReferenceChunk.HeaderBytes), file.AsSpan(begin..end))
            ?? throw plain.Breach("a seal that the key does not open");
        plain.Note(nonces.Add(Convert.ToHexString(file.AsSpan(begin, ReferenceSeal.NonceBytes))), Faults, "a nonce that was used before");
        return new ReferenceBytes(opened, 0, opened.Length, _ => chunk.Offset);
    }

    static byte[] Linked(ReferenceBytes body, out ReferenceBytes payload)
    {
        payload = body.TakePart(body.Left - ReferenceChunk.LinkBytes, "a payload before its link");
        return body.Take(ReferenceChunk.LinkBytes, "a link").ToArray();
    }

    void Segment(ReferenceChunk chunk, ReferenceBytes body)
    {
        body.Demand(chunk is { Time: 0, Span: 0 }, "a segment chunk's time and span");
        var link = Linked(body, out var payload);
        payload.Demand(payload.Left <= MostFactsBytes, "too long facts");
        var json = payload.Take(payload.Left, "the facts").ToArray();
        recording.Facts = ReferenceFacts.Read(json, payload);
        Chain(chunk, json, link);
    }

    /// <summary>The records of one chunk, as it stands in the file or in a pack; it counts as a whole or not at all.</summary>
    List<ReferenceEvent> Records(ReferenceChunk chunk, ReferenceBytes payload, byte[] link, bool isPacked)
    {
        payload.Note(chunk.Kind == ReferenceChunk.Key || recording.Chunks.Count > 1 || isPacked, Faults, "a delta chunk without a key chunk before it");
        var recordBytes = payload.U32("the records' bytes");
        var content = new MemoryStream();
        var literals = payload;
        var records = payload.TakePart(recordBytes, "the records");
        content.Write(records.Rest());
        var events = state.Chunk(chunk, records, () =>
        {
            var literal = ReferenceState.Literal(literals, isPacked);
            content.Write(SHA256.HashData(literal));
            return literal;
        });
        literals.DemandNothingLeft("a chunk's literals");
        Chain(chunk, content.ToArray(), link);
        return events;
    }

    void Pack(ReferenceChunk chunk, ReferenceBytes body)
    {
        var frame = body.Take(body.Left, "a pack").ToArray();
        var header = ReferenceZstd.Frame(frame) ?? throw body.Breach("no Zstandard frame with its content's size");
        body.Demand(header.Bytes == frame.Length, "not exactly one Zstandard frame");
        body.Demand(header.WindowBytes <= ReferenceZstd.MostWindowBytes, "too large a window");
        body.Demand(header.ContentBytes <= MostPackBytes, "too large a pack");
        var unpacked = ReferenceZstd.Decode(frame) ?? throw body.Breach("a Zstandard frame that does not unpack");
        body.Demand((ulong)unpacked.Length == header.ContentBytes, "a Zstandard frame of another size");
        var content = new ReferenceBytes(unpacked, 0, unpacked.Length, _ => chunk.Offset);
        var events = new List<ReferenceEvent>();
        var time = lastChunkTime;
        for (var isFirst = true; isFirst || content.Left > 0; isFirst = false)
        {
            int kind = content.U8("a packed chunk's kind");
            content.Demand(kind is ReferenceChunk.Key or ReferenceChunk.Delta, "a packed chunk of another kind");
            content.Note(kind == ReferenceChunk.Key || !isFirst, Faults, "a pack that does not begin with a key chunk");
            content.Note(content.Take(3, "zeros").IndexOfAnyExcept((byte)0) < 0, Faults, "zeros that are none");
            var (span, begin) = (content.U32("a span"), content.I64("a time"));
            var packed = new ReferenceChunk(chunk.Offset, kind, false, 0, span, begin);
            content.Demand(begin is >= 0 and <= ReferenceChunk.MostTime, "a time beyond all times");
            content.Note(begin >= time && begin >= chunk.Time && packed.LastTime <= chunk.LastTime, Faults, "a time outside of the pack's");
            time = begin;
            var payload = content.TakePart(content.U32("a payload's bytes"), "a packed payload");
            events.AddRange(Records(packed, payload, content.Take(ReferenceChunk.LinkBytes, "a link").ToArray(), isPacked: true));
        }
        recording.Events.AddRange(events);
    }

    void Index(ReferenceBytes body)
    {
        var count = body.Varint("index entries");
        body.Demand(count <= (ulong)body.Left, "more index entries than bytes");
        recording.Index = [];
        var (time, offset) = (0L, 0L);
        for (var i = 0ul; i < count; i++)
        {
            var (later, further) = (body.Varint("an entry's time"), body.Varint("an entry's offset"));
            body.Demand(later <= (ulong)(ReferenceChunk.MostTime - time), "an entry beyond all times");
            body.Demand(further <= (ulong)(file.Length - offset), "an entry beyond the file");
            (time, offset) = (time + (long)later, offset + (long)further);
            recording.Index.Add((time, offset));
        }
        body.Note(recording.Index.SequenceEqual(entries), Faults, "an index that is not what the chunks say");
        body.Note(body.Left == 0, Faults, "an index that goes on");
    }

    void End(ReferenceChunk chunk, ReferenceBytes body)
    {
        body.Note(chunk.Span == 0, Faults, "an end chunk's span");
        body.Note(chunk.Time >= state.LastTime, Faults, "an end before the last record");
        body.Note(recording.Chunks[^1] is { Span: 0 } index && index.Time == chunk.Time, Faults, "an index of another time than the end");
        var link = Linked(body, out var payload);
        var content = payload.Rest();
        content.AsSpan(0, Math.Min(8, content.Length)).Clear();
        payload.Note(payload.U64("the index's offset") == (ulong)recording.Chunks[^1].Offset, Faults, "the index is elsewhere");
        payload.Note(payload.U64("pictures") == (ulong)recording.Pictures.Count(), Faults, "another number of pictures");
        payload.Note(payload.U32("gaps") == recording.Events.OfType<ReferenceGap>().Count(), Faults, "another number of gaps");
        recording.HowClosed = payload.U8("how it was closed");
        payload.Note(recording.HowClosed is 1 or 2, Faults, "closed in no known way");
        payload.Note(payload.Left == 0, Faults, "an end that goes on");
        Chain(chunk, content, link);
        recording.EndTime = chunk.Time;
        recording.IsComplete = true;
    }

    /// <summary>The chain is told of, and does not end the reading: each link is held against the one that stands before it.</summary>
    void Chain(ReferenceChunk chunk, byte[] content, byte[] link)
    {
        var fields = new byte[13];
        fields[0] = (byte)chunk.Kind;
        BinaryPrimitives.WriteUInt32LittleEndian(fields.AsSpan(1), chunk.Span);
        BinaryPrimitives.WriteInt64LittleEndian(fields.AsSpan(5), chunk.Time);
        if (!SHA256.HashData([.. recording.LastLink, .. fields, .. content]).AsSpan().SequenceEqual(link))
            recording.ChainBreak ??= chunk.Offset;
        recording.LastLink = link;
    }
}
