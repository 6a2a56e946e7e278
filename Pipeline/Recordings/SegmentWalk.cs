using System.Runtime.CompilerServices;
using Scanout.Codecs.Recording;

namespace Scanout.Pipeline.Recordings;

/// <summary>A chunk of records, with what its link is made of.</summary>
/// <param name="Offset">Of the chunk that it is, or that it is packed in.</param>
/// <param name="Kind">Key or delta.</param>
/// <param name="SpanMilliseconds">Its own.</param>
/// <param name="TimeMicroseconds">Its own.</param>
/// <param name="Payload">As it is stored.</param>
/// <param name="IsPacked">Whether its literals are as a pack has them.</param>
/// <param name="Link">As it is stored.</param>
readonly record struct WalkedChunk(
    long Offset, RecordingChunkKind Kind, uint SpanMilliseconds, long TimeMicroseconds, ReadOnlyMemory<byte> Payload, bool IsPacked, Digest Link)
{
    /// <summary>The link that it should have, after the one before it.</summary>
    /// <exception cref="RecordingFormatException">Its payload is malformed.</exception>
    [SkipLocalsInit]
    public Digest LinkAfter(Digest before, RecordingChain chain)
    {
        Span<byte> colours = stackalloc byte[TileColours.Bytes];
        var records = new RecordsReader(Payload, TimeMicroseconds, IsPacked);
        chain.Resume(before);
        chain.Begin(Kind, SpanMilliseconds, TimeMicroseconds);
        chain.Append(records.Records.Span);
        while (records.HasLiteral)
        {
            records.TakeLiteral().DecodeColours(colours);
            chain.Append(Digest.Of(colours));
        }
        return chain.Complete();
    }
}

/// <summary>Goes through all of a segment's chunks of records, those in packs among them, as far as they are whole.</summary>
static class SegmentWalk
{
    /// <summary>Each chunk may be used until the next is asked for.</summary>
    /// <param name="reader">The segment.</param>
    /// <param name="tellFault">Called, at the end, where it is not all as it should be: the offset, and what.</param>
    public static IEnumerable<WalkedChunk> Chunks(SegmentReader reader, Action<long, string> tellFault)
    {
        using var packs = new PackOpener();
        for (var offset = reader.FirstChunkOffset; offset < reader.EndOffset;)
        {
            if (!reader.TryReadHeader(offset, out var header))
            {
                tellFault(offset, "what should be a chunk's header is none");
                yield break;
            }
            using var payload = reader.ReadPayload(offset, header, out var link);
            if (payload is null)
            {
                tellFault(offset, reader.IsReadable ? "the chunk is not what its sum or its seal says" : $"it {reader.WhyUnreadable}");
                yield break;
            }
            if (header.Kind != RecordingChunkKind.Pack)
                yield return new WalkedChunk(offset, header.Kind, header.SpanMilliseconds, header.TimeMicroseconds, payload.Memory, false, link);
            else
            {
                using var content = Open(packs, payload, out var fault);
                if (content is null)
                {
                    tellFault(offset, fault);
                    yield break;
                }
                ReadOnlyMemory<byte> rest = content.Memory;
                while (Take(ref rest, out fault) is { } packed)
                    yield return new WalkedChunk(
                        offset, packed.Kind, packed.SpanMilliseconds, packed.TimeMicroseconds, packed.Payload, true, packed.Link);
                if (fault.Length > 0)
                {
                    tellFault(offset, fault);
                    yield break;
                }
            }
            offset += RecordingChunkHeader.Bytes + header.BodyBytes;
        }
    }

    static PackedChunk? Take(ref ReadOnlyMemory<byte> rest, out string fault)
    {
        fault = "";
        try
        {
            return PackedChunk.TryTake(ref rest, out var chunk) ? chunk : null;
        }
        catch (RecordingFormatException breach)
        {
            fault = breach.Message;
            return null;
        }
    }

    static ChunkBuffer? Open(PackOpener packs, ChunkBuffer payload, out string fault)
    {
        fault = "";
        try
        {
            return packs.Open(payload.Memory.Span);
        }
        catch (RecordingFormatException breach)
        {
            fault = breach.Message;
            return null;
        }
    }
}
