using System.Buffers;
using Scanout.Codecs.Recording;
using Scanout.Codecs.Zstd;
using Scanout.Pipeline.Recordings.Store;

namespace Scanout.Pipeline.Recordings.Packing;

/// <summary>
/// Packs closed segments again: the same records and the same chain, tiles as colours, a long window of Zstandard over as much as lies between two places where reading can
/// begin (FORMAT.md, "Pack chunks"). One thread uses it; owned by <see cref="RecordingUpkeep"/>.
/// </summary>
sealed class SegmentPacker(byte[]? secret) : IDisposable
{
    /// <summary>A pack is ended by the next key chunk once it holds so much: a place to begin reading costs a whole picture anew.</summary>
    const int EnoughBytes = 8 << 20;

    /// <summary>As far back as readers are promised to look.</summary>
    const int WindowLog = 27;

    const int Level = 3;

    readonly ZstdCompressor compressor = new(Level, WindowLog, longDistanceMatching: true);
    readonly ArrayBufferWriter<byte> content = new();
    readonly ArrayBufferWriter<byte> output = new();
    byte[] frame = [];

    /// <summary>Packs a segment, checks what came of it, and puts it in the segment's place. False where it is not worth it.</summary>
    /// <exception cref="RecordingException">The segment is not what it should be; it is left as it is.</exception>
    /// <exception cref="RecordingStoppedException">There is no room, or the segment has gone.</exception>
    public bool TryPack(RecordingStore store, string path, CancellationToken cancellationToken)
    {
        using var reader = SegmentReader.Open(path, secret);
        if (reader.End is not { } end || reader.EndLink is not { } endLink)
            return false;
        using var packing = store.BeginPacking(path);
        using var composer = new SegmentComposer(secret);
        output.ResetWrittenCount();
        composer.BeginWith(output, reader.FactsPayload, reader.Facts);
        Write(packing);
        Pack(reader, composer, packing, cancellationToken);
        composer.Close(output, reader.EndMicroseconds, end.PictureCount, end.GapCount, end.Closing);
        Write(packing);
        if (packing.Length >= new FileInfo(path).Length)
            return false;
        Check(packing.FilePath, endLink, cancellationToken);
        packing.Commit();
        return true;
    }

    public void Dispose() => compressor.Dispose();

    void Pack(SegmentReader reader, SegmentComposer composer, PackingFile packing, CancellationToken cancellationToken)
    {
        var (first, last) = (default(WalkedChunk?), default(WalkedChunk));
        content.ResetWrittenCount();
        foreach (var chunk in SegmentWalk.Chunks(reader, (offset, problem) => Refuse(reader.Path, offset, problem)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (chunk.IsPacked)
                Refuse(reader.Path, chunk.Offset, "it is packed already");
            if (chunk.Kind == RecordingChunkKind.Key && content.WrittenCount >= EnoughBytes)
            {
                WritePack(composer, packing, first!.Value, last);
                first = null;
            }
            first ??= chunk;
            Add(reader.Path, chunk);
            last = chunk;
        }
        if (first is { } begun)
            WritePack(composer, packing, begun, last);
    }

    /// <summary>A chunk with its tiles as colours.</summary>
    void Add(string path, in WalkedChunk chunk)
    {
        try
        {
            var records = new RecordsReader(chunk.Payload, chunk.TimeMicroseconds, isPacked: false);
            PackedChunk.Write(
                content, chunk.Kind, chunk.SpanMilliseconds, chunk.TimeMicroseconds, records, chunk.Link,
                PackedChunk.MaxContentBytes - content.WrittenCount);
        }
        catch (RecordingFormatException breach)
        {
            Refuse(path, chunk.Offset, breach.Message);
        }
    }

    void WritePack(SegmentComposer composer, PackingFile packing, in WalkedChunk first, in WalkedChunk last)
    {
        var bound = ZstdCompressor.MaxCompressedBytes(content.WrittenCount);
        if (frame.Length < bound)
            frame = new byte[bound];
        var bytes = compressor.Compress(content.WrittenSpan, frame);
        var span = SegmentComposer.SpanOf(first.TimeMicroseconds, last.TimeMicroseconds + last.SpanMilliseconds * 1000L);
        composer.AddPack(output, span, first.TimeMicroseconds, frame.AsSpan(0, bytes), last.Link);
        content.ResetWrittenCount();
        Write(packing);
    }

    void Write(PackingFile packing)
    {
        packing.Append(output.WrittenSpan);
        output.ResetWrittenCount();
    }

    /// <summary>The packed file is to say the same as the segment, to the last link.</summary>
    void Check(string path, Digest endLink, CancellationToken cancellationToken)
    {
        var check = SegmentVerification.Run(path, secret, cancellationToken);
        if (check.Faults.Count > 0)
            throw new RecordingException($"{check.Faults[0]}");
        if (check.LastLink != endLink)
            throw new RecordingException($"{path} does not end with the segment's link");
    }

    static void Refuse(string path, long offset, string problem) => throw new RecordingException($"{path} can't be packed: byte {offset}: {problem}");
}
