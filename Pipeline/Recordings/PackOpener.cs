using Scanout.Codecs.Recording;
using Scanout.Codecs.Zstd;

namespace Scanout.Pipeline.Recordings;

/// <summary>Unpacks the pack chunks of one segment; most segments that are looked at have none, and need no decompressor. One thread uses it.</summary>
sealed class PackOpener : IDisposable
{
    ZstdDecompressor? decompressor;

    /// <summary>Unpacks a pack chunk's payload into memory that the caller owns.</summary>
    /// <exception cref="RecordingFormatException">It is no pack, or too large.</exception>
    public ChunkBuffer Open(ReadOnlySpan<byte> frame)
    {
        if (ZstdFrame.ContentBytes(frame) is not { } bytes || bytes is 0 or > PackedChunk.MaxContentBytes)
            throw new RecordingFormatException("a pack does not say how much is in it, or that is nothing or too much");
        decompressor ??= new ZstdDecompressor();
        var content = new ChunkBuffer((int)bytes);
        if (decompressor.TryDecompress(frame, content.Memory.Span, out var written) && (ulong)written == bytes)
        {
            if (content.Memory.Span[0] == (byte)RecordingChunkKind.Key)
                return content;
            content.Dispose();
            throw new RecordingFormatException("a pack does not begin with a key chunk");
        }
        content.Dispose();
        throw new RecordingFormatException("a pack can't be unpacked");
    }

    public void Dispose() => decompressor?.Dispose();
}
