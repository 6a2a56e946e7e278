namespace Scanout.Tests.Support.Spice;

/// <summary>
/// Decodes images as a SPICE client does, written from the protocol alone and sharing nothing with the encoders. It refuses whatever a
/// client might crash on or show wrongly, with <see cref="InvalidDataException"/>.
/// </summary>
public static class SpiceImageDecoder
{
    /// <summary>Pixels of 32 bits: B, G, R and a byte that means nothing.</summary>
    const byte Format32Bit = 8;

    const long MaxPixels = 1 << 26;

    /// <summary>The picture in rows from the top, as 0x00RRGGBB.</summary>
    /// <param name="type">Of the image descriptor.</param>
    /// <param name="width">Of the image descriptor.</param>
    /// <param name="height">Of the image descriptor.</param>
    /// <param name="payload">What follows the descriptor; more may follow the image.</param>
    /// <param name="payloadBytes">How much of it is the image.</param>
    public static uint[] Decode(byte type, int width, int height, ReadOnlySpan<byte> payload, out int payloadBytes)
    {
        SpiceBytes.Require(width > 0 && height > 0 && (long)width * height <= MaxPixels, $"an image of {width} × {height}");
        var bytes = new SpiceBytes(payload);
        var (pixels, isTopDown) = type switch
        {
            0 => DecodeBitmap(ref bytes, width, height),
            101 => SpiceLzDecoder.Decode(ref bytes, width, height),
            109 => DecodeLz4(ref bytes, width, height),
            _ => throw new InvalidDataException($"an image of type {type}"),
        };
        payloadBytes = bytes.At;
        return isTopDown ? pixels : [.. pixels.Chunk(width).Reverse().SelectMany(row => row)];
    }

    static (uint[] Pixels, bool IsTopDown) DecodeBitmap(ref SpiceBytes bytes, int width, int height)
    {
        SpiceBytes.Require(bytes.U8() == Format32Bit, "a bitmap of another format than 32BIT");
        var flags = bytes.U8();
        SpiceBytes.Require((flags & ~4) == 0, $"a bitmap with the flags {flags}");
        SpiceBytes.Require(bytes.U32() == (uint)width && bytes.U32() == (uint)height, "a bitmap of another size than its image");
        var stride = bytes.U32();
        SpiceBytes.Require(stride >= (uint)width * 4 && stride < 1 << 20, $"a bitmap with a stride of {stride}");
        SpiceBytes.Require(bytes.U32() == 0, "a bitmap with a palette");
        var pixels = new uint[width * height];
        for (var y = 0; y < height; y++)
            Unpack(bytes.Take((int)stride)[..(width * 4)], pixels.AsSpan(y * width, width));
        return (pixels, (flags & 4) != 0);
    }

    static (uint[] Pixels, bool IsTopDown) DecodeLz4(ref SpiceBytes bytes, int width, int height)
    {
        var image = new SpiceBytes(bytes.Take(bytes.U32()));
        var order = image.U8();
        SpiceBytes.Require(order <= 1, $"an LZ4 image with rows in the order {order}");
        SpiceBytes.Require(image.U8() == Format32Bit, "an LZ4 image of another format than 32BIT");
        var decoded = new byte[checked(width * height * 4)];
        var written = 0;
        while (image.Left > 0)
        {
            var block = image.Take(image.U32BigEndian());
            written = SpiceLz4Decoder.Decode(block, decoded, written);
        }
        SpiceBytes.Require(written == decoded.Length, $"LZ4 blocks of {written} bytes, not {decoded.Length}");
        var pixels = new uint[width * height];
        Unpack(decoded, pixels);
        return (pixels, order == 1);
    }

    static void Unpack(ReadOnlySpan<byte> bgrx, Span<uint> pixels)
    {
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (uint)(bgrx[4 * i] | bgrx[4 * i + 1] << 8 | bgrx[4 * i + 2] << 16);
    }
}
