using System.Runtime.InteropServices;
using Scanout.Codecs.Lz4;
using Scanout.Codecs.Spice;
using Scanout.Tests.Support.Spice;

namespace Scanout.Tests.Codecs.Spice;

public sealed class Lz4ImageTests
{
    public static TheoryData<string> Names => [.. Pictures.Names];

    [Theory, MemberData(nameof(Names))]
    public void Every_picture_comes_back_of_one_block_or_of_many(string name)
    {
        foreach (var (width, height) in Pictures.Sizes)
            foreach (var rows in new[] { height, 16, 1 })
            {
                var picture = Pictures.Make(name, width, height);
                var payload = Payload(picture, width, height, rows);
                var decoded = SpiceImageDecoder.Decode((byte)SpiceImageType.Lz4, width, height, payload, out var payloadBytes);
                Assert.Equal(Pictures.Seen(picture), decoded);
                Assert.Equal(payload.Length, payloadBytes);
            }
    }

    [Fact]
    public void A_picture_as_it_is_comes_back()
    {
        foreach (var (width, height) in Pictures.Sizes)
        {
            var picture = Pictures.Make("mixed", width, height);
            var payload = new byte[SpiceBitmapImage.HeaderBytes + picture.Length * 4];
            SpiceBitmapImage.WriteHeader(payload, width, height);
            MemoryMarshal.AsBytes<uint>(picture).CopyTo(payload.AsSpan(SpiceBitmapImage.HeaderBytes));
            var decoded = SpiceImageDecoder.Decode((byte)SpiceImageType.Bitmap, width, height, payload, out var payloadBytes);
            Assert.Equal(Pictures.Seen(picture), decoded);
            Assert.Equal(payload.Length, payloadBytes);
        }
    }

    /// <summary>An image of blocks of so many rows.</summary>
    static byte[] Payload(uint[] picture, int width, int height, int rows)
    {
        var blocks = new List<byte>();
        // Words of 64 bits, since the library wants its state aligned so.
        var state = MemoryMarshal.AsBytes(new ulong[Lz4Block.StateBytes / 8 + 1].AsSpan());
        var header = new byte[SpiceLz4Image.BlockHeaderBytes];
        for (var y = 0; y < height; y += rows)
        {
            var source = MemoryMarshal.AsBytes<uint>(picture.AsSpan(y * width, Math.Min(rows, height - y) * width));
            var block = new byte[Lz4Block.MaxCompressedBytes(source.Length)];
            var length = Lz4Block.Compress(source, block, state);
            SpiceLz4Image.WriteBlockHeader(header, length);
            blocks.AddRange(header);
            blocks.AddRange(block[..length]);
        }
        var payload = new byte[SpiceLz4Image.HeaderBytes + blocks.Count];
        SpiceLz4Image.WriteHeader(payload, blocks.Count);
        blocks.CopyTo(payload, SpiceLz4Image.HeaderBytes);
        return payload;
    }
}
