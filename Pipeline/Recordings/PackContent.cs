using Scanout.Codecs.Recording;
using Scanout.Codecs.Zstd;

namespace Scanout.Pipeline.Recordings;

/// <summary>What is in a pack chunk.</summary>
static class PackContent
{
    /// <summary>Unpacks it into memory that the caller owns.</summary>
    /// <exception cref="RecordingFormatException">It is no pack, or too large.</exception>
    public static ChunkBuffer Unpack(ReadOnlySpan<byte> frame, ZstdDecompressor decompressor)
    {
        if (ZstdFrame.ContentBytes(frame) is not { } bytes || bytes is 0 or > PackedChunk.MaxContentBytes)
            throw new RecordingFormatException("a pack does not say how much is in it, or that is nothing or too much");
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
}
