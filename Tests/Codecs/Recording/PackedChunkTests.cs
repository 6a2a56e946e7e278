using System.Buffers;
using Scanout.Codecs.Recording;

namespace Scanout.Tests.Codecs.Recording;

public sealed class PackedChunkTests
{
    [Theory]
    [InlineData(0, true), InlineData(-1, false), InlineData(-4 * RecordedLiteral.PackedBytes, false)]
    public void A_chunk_that_a_pack_has_no_room_for_is_refused_before_anything_is_written(int moreBytes, bool fits)
    {
        const int Literals = 5;
        // No records, and literals of colours.
        var payload = new byte[4 + Literals * RecordedLiteral.PackedBytes];
        var needed = PackedChunk.HeaderBytes + payload.Length + Digest.Bytes;
        var content = new ArrayBufferWriter<byte>();
        void Write() => PackedChunk.Write(
            content, RecordingChunkKind.Key, 0, 0, new RecordsReader(payload, 0, isPacked: true), default, needed + moreBytes);
        if (fits)
            Write();
        else
            Assert.Throws<RecordingFormatException>(Write);
        Assert.Equal(fits ? needed : 0, content.WrittenCount);
    }
}
