using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Scanout.Codecs.Lz4;

namespace Scanout.Benchmarks.Spice.Viewers;

/// <summary>Images as DRAW_COPY has them, and JPEG, to BGRX. One thread.</summary>
sealed class ImageDecoder : IDisposable
{
    const int DescriptorBytes = 18;
    const int Bitmap = 0, LzRgb = 101, Jpeg = 105, Lz4 = 109;
    const int Rgb32 = 8, Rgba = 9;

    readonly JpegDecoder jpeg = new();
    uint[] pixels = [];

    /// <summary>
    /// The image's pixels, its rows from the top without gaps, valid until the next call; empty where it is coded as nothing that this can
    /// read.
    /// </summary>
    public ReadOnlySpan<uint> Decode(ReadOnlySpan<byte> image, out int width)
    {
        var type = image[8];
        width = BinaryPrimitives.ReadInt32LittleEndian(image[10..]);
        var height = BinaryPrimitives.ReadInt32LittleEndian(image[14..]);
        var decoded = Room(width * height);
        var coded = image[DescriptorBytes..];
        switch (type)
        {
            case Lz4:
                DecodeLz4(coded, decoded, width);
                return decoded;
            case LzRgb:
                DecodeLz(coded, decoded, width);
                return decoded;
            case Bitmap:
                DecodeBitmap(coded, decoded, width, height);
                return decoded;
            case Jpeg:
                return DecodeJpeg(coded.Slice(4, BinaryPrimitives.ReadInt32LittleEndian(coded)), width, height);
            default:
                return [];
        }
    }

    public ReadOnlySpan<uint> DecodeJpeg(ReadOnlySpan<byte> coded, int width, int height)
    {
        var decoded = Room(width * height);
        jpeg.Decode(coded, decoded, width, height);
        return decoded;
    }

    public void Dispose() => jpeg.Dispose();

    Span<uint> Room(int count)
    {
        if (pixels.Length < count)
            pixels = new uint[count];
        return pixels.AsSpan(0, count);
    }

    static void DecodeLz4(ReadOnlySpan<byte> coded, Span<uint> decoded, int width)
    {
        var left = coded.Slice(4, BinaryPrimitives.ReadInt32LittleEndian(coded));
        var (isTopDown, format) = (left[0] != 0, left[1]);
        if (format is not (Rgb32 or Rgba))
            throw new InvalidDataException($"LZ4 pixels of format {format}");
        var room = MemoryMarshal.AsBytes(decoded);
        for (left = left[2..]; left.Length > 0;)
        {
            var bytes = BinaryPrimitives.ReadInt32BigEndian(left);
            if (!Lz4Block.TryDecompress(left.Slice(4, bytes), room, out var written))
                throw new InvalidDataException("an LZ4 block can't be read");
            left = left[(4 + bytes)..];
            room = room[written..];
        }
        if (room.Length > 0)
            throw new InvalidDataException($"an LZ4 image lacks {room.Length} bytes");
        Turn(decoded, width, isTopDown);
    }

    static void DecodeLz(ReadOnlySpan<byte> coded, Span<uint> decoded, int width)
    {
        var isTopDown = BinaryPrimitives.ReadInt32BigEndian(coded[28..]) != 0;
        var (from, to) = (32, 0);
        while (to < decoded.Length)
        {
            int control = coded[from++];
            if (control < 32)
            {
                for (var left = control + 1; left > 0; left--, from += 3)
                    decoded[to++] = (uint)(coded[from] | coded[from + 1] << 8 | coded[from + 2] << 16);
                continue;
            }
            var length = control >> 5;
            if (length == 7)
            {
                int more;
                do
                    length += more = coded[from++];
                while (more == 255);
            }
            var distance = (control & 31) << 8 | coded[from++];
            if (distance == 8191)
            {
                distance += BinaryPrimitives.ReadUInt16BigEndian(coded[from..]);
                from += 2;
            }
            for (; length > 0; length--, to++)
                decoded[to] = decoded[to - distance - 1];
        }
        Turn(decoded, width, isTopDown);
    }

    static void DecodeBitmap(ReadOnlySpan<byte> coded, Span<uint> decoded, int width, int height)
    {
        var (format, isTopDown, stride) = (coded[0], (coded[1] & 4) != 0, BinaryPrimitives.ReadInt32LittleEndian(coded[10..]));
        if (format is not (Rgb32 or Rgba))
            throw new InvalidDataException($"a bitmap of format {format}");
        for (var row = 0; row < height; row++)
            MemoryMarshal.Cast<byte, uint>(coded.Slice(18 + row * stride, width * 4)).CopyTo(decoded[(row * width)..]);
        Turn(decoded, width, isTopDown);
    }

    static void Turn(Span<uint> decoded, int width, bool isTopDown)
    {
        if (isTopDown)
            return;
        var row = new uint[width];
        for (var (top, bottom) = (0, decoded.Length / width - 1); top < bottom; top++, bottom--)
        {
            var upper = decoded.Slice(top * width, width);
            var lower = decoded.Slice(bottom * width, width);
            upper.CopyTo(row);
            lower.CopyTo(upper);
            row.CopyTo(lower);
        }
    }
}
