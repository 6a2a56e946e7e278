using System.Buffers;

namespace Scanout.Codecs.Recording;

/// <summary>
/// Puts the bytes of a segment together, chunk after chunk, with sums, links and seals; knows where each one lies and what the index must say. What
/// it composes is to be appended to the file, in the order of the calls. One thread uses it.
/// </summary>
public sealed class SegmentComposer : IDisposable
{
    readonly RecordingChain chain = new();
    readonly List<SeekPoint> points = [];
    readonly byte[]? secret;
    ChunkSeal? seal;
    byte[] plain = [];
    (Digest Link, long Offset, int Points) before;

    /// <param name="secret">The key file's bytes; null where nothing is sealed.</param>
    public SegmentComposer(byte[]? secret) => this.secret = secret;

    /// <summary>The link of the last chunk.</summary>
    public Digest Link => chain.Last;

    /// <summary>Bytes composed so far: where the next chunk will lie.</summary>
    public long Offset { get; private set; }

    /// <summary>What <see cref="Close"/> writes at most, were it called now, and one more seek point.</summary>
    public int ClosingBytes => SegmentIndex.MaxBytes(points.Count + 1) + SegmentEnd.PayloadBytes + Digest.Bytes
        + 2 * (RecordingChunkHeader.Bytes + ChunkSeal.ExtraBytes);

    /// <summary>The file's first bytes and the segment chunk. The facts are to have a salt exactly where there is a key.</summary>
    public void Begin(IBufferWriter<byte> output, SegmentFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        BeginWith(output, facts.Write(), facts);
    }

    /// <summary>The same with the payload of another file's segment chunk, to the byte, as the chain wants it.</summary>
    public void BeginWith(IBufferWriter<byte> output, ReadOnlySpan<byte> payload, SegmentFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        output.Write(RecordingChunkHeader.FileMagic);
        Offset += RecordingChunkHeader.FileMagic.Length;
        chain.Begin(RecordingChunkKind.Segment, 0, 0);
        chain.Append(payload);
        WriteLinked(output, RecordingChunkKind.Segment, 0, payload);
        StartSealing(facts);
    }

    /// <summary>Goes on with a segment that is cut off at <paramref name="offset"/>, behind a chunk with this link.</summary>
    public void Resume(SegmentFacts facts, long offset, Digest link, IEnumerable<SeekPoint> seekPoints)
    {
        StartSealing(facts);
        chain.Resume(link);
        Offset = offset;
        points.AddRange(seekPoints);
    }

    /// <summary>A key or delta chunk of these records, of which there is one at least.</summary>
    public void Add(IBufferWriter<byte> output, RecordingChunkKind kind, RecordsWriter records)
    {
        ArgumentNullException.ThrowIfNull(records);
        before = (chain.Last, Offset, points.Count);
        var time = records.FirstMicroseconds;
        var span = SpanOf(time, records.LastMicroseconds);
        chain.Begin(kind, span, time);
        records.AppendTo(chain);
        if (kind == RecordingChunkKind.Key)
            points.Add(new SeekPoint(time, Offset));
        var body = BeginBody(output, checked(records.PayloadBytes + Digest.Bytes));
        records.WritePayload(body);
        chain.Complete().Write(body[records.PayloadBytes..]);
        EndBody(output, kind, span, time, body);
    }

    /// <summary>The last <see cref="Add"/> could not be written: as if it had not been.</summary>
    public void Undo()
    {
        chain.Resume(before.Link);
        Offset = before.Offset;
        points.RemoveRange(before.Points, points.Count - before.Points);
    }

    /// <summary>A pack chunk; the chain goes on with the link of the last chunk in it.</summary>
    public void AddPack(IBufferWriter<byte> output, uint spanMilliseconds, long timeMicroseconds, ReadOnlySpan<byte> frame, Digest lastLink)
    {
        points.Add(new SeekPoint(timeMicroseconds, Offset));
        chain.Resume(lastLink);
        Write(output, RecordingChunkKind.Pack, spanMilliseconds, timeMicroseconds, frame);
    }

    /// <summary>The index and the end.</summary>
    public void Close(IBufferWriter<byte> output, long timeMicroseconds, long pictureCount, int gapCount, SegmentClosing closing)
    {
        var index = new ArrayBufferWriter<byte>(SegmentIndex.MaxBytes(points.Count));
        SegmentIndex.Write(index, points);
        var indexOffset = Offset;
        Write(output, RecordingChunkKind.Index, 0, timeMicroseconds, index.WrittenSpan);
        Span<byte> end = stackalloc byte[SegmentEnd.PayloadBytes];
        new SegmentEnd(0, pictureCount, gapCount, closing).Write(end);
        chain.Begin(RecordingChunkKind.End, 0, timeMicroseconds);
        chain.Append(end);
        new SegmentEnd(indexOffset, pictureCount, gapCount, closing).Write(end);
        WriteLinked(output, RecordingChunkKind.End, timeMicroseconds, end);
    }

    public void Dispose()
    {
        chain.Dispose();
        seal?.Dispose();
    }

    /// <summary>Milliseconds, rounded up.</summary>
    public static uint SpanOf(long fromMicroseconds, long toMicroseconds) =>
        (uint)Math.Clamp((toMicroseconds - fromMicroseconds + 999) / 1000, 0, uint.MaxValue);

    void StartSealing(SegmentFacts facts)
    {
        if (!Digest.TryParse(facts.Salt, out var salt))
            return;
        seal = new ChunkSeal(secret ?? throw new InvalidOperationException("a salt without a key"), salt);
    }

    /// <summary>A chunk of a payload and the link that was begun for it.</summary>
    void WriteLinked(IBufferWriter<byte> output, RecordingChunkKind kind, long timeMicroseconds, ReadOnlySpan<byte> payload)
    {
        var body = BeginBody(output, payload.Length + Digest.Bytes);
        payload.CopyTo(body);
        chain.Complete().Write(body[payload.Length..]);
        EndBody(output, kind, 0, timeMicroseconds, body);
    }

    void Write(IBufferWriter<byte> output, RecordingChunkKind kind, uint spanMilliseconds, long timeMicroseconds, ReadOnlySpan<byte> payload)
    {
        var body = BeginBody(output, payload.Length);
        payload.CopyTo(body);
        EndBody(output, kind, spanMilliseconds, timeMicroseconds, body);
    }

    /// <summary>Where the body is to be written before it is sealed: into the chunk itself where it is not.</summary>
    Span<byte> BeginBody(IBufferWriter<byte> output, int bodyBytes)
    {
        if (seal is null)
            return output.GetSpan(checked(RecordingChunkHeader.Bytes + bodyBytes)).Slice(RecordingChunkHeader.Bytes, bodyBytes);
        if (plain.Length < bodyBytes)
            plain = new byte[Math.Max(bodyBytes, Math.Min(2L * plain.Length, RecordingChunkHeader.MaxBodyBytes))];
        return plain.AsSpan(0, bodyBytes);
    }

    /// <summary>Ends what <see cref="BeginBody"/> began.</summary>
    void EndBody(IBufferWriter<byte> output, RecordingChunkKind kind, uint spanMilliseconds, long timeMicroseconds, ReadOnlySpan<byte> body)
    {
        var bodyBytes = checked(body.Length + (seal is null ? 0 : ChunkSeal.ExtraBytes));
        var header = new RecordingChunkHeader(kind, seal is not null, bodyBytes, spanMilliseconds, timeMicroseconds, 0);
        var bytes = checked(RecordingChunkHeader.Bytes + bodyBytes);
        var chunk = output.GetSpan(bytes)[..bytes];
        var stored = chunk[RecordingChunkHeader.Bytes..];
        if (seal is not null)
        {
            header.WriteAssociated(chunk);
            seal.Close(chunk[..RecordingChunkHeader.AssociatedBytes], body, stored);
        }
        (header with { BodyCrc = Crc32C.Of(stored) }).Write(chunk);
        output.Advance(bytes);
        Offset += bytes;
    }
}
