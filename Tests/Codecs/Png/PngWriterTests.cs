using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Scanout.Codecs.Png;

namespace Scanout.Tests.Codecs.Png;

public sealed class PngWriterTests
{
    [Theory]
    [InlineData(1, 1), InlineData(3, 2), InlineData(64, 64), InlineData(333, 17), InlineData(1, 500)]
    public void A_picture_is_read_back_as_it_was(int width, int height)
    {
        var random = new Random(width);
        var strideBytes = width * 4 + 12;
        var bgrx = new byte[strideBytes * height];
        for (var i = 0; i < bgrx.Length; i++)
            bgrx[i] = i % 3 == 0 ? (byte)random.Next(256) : (byte)(i / 7);
        using var png = new MemoryStream();
        PngWriter.Write(png, bgrx, width, height, strideBytes);
        var (readWidth, readHeight, rgb) = Decode(png.ToArray());
        Assert.Equal((width, height), (readWidth, readHeight));
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var (from, to) = (y * strideBytes + x * 4, (y * width + x) * 3);
                Assert.Equal((bgrx[from + 2], bgrx[from + 1], bgrx[from]), (rgb[to], rgb[to + 1], rgb[to + 2]));
            }
    }

    /// <summary>A reader of eight-bit truecolour PNG, all five filters, written from the specification.</summary>
    static (int Width, int Height, byte[] Rgb) Decode(byte[] png)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        var (width, height, names, data) = (0, 0, new List<string>(), new MemoryStream());
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            var chunk = png.AsSpan(at + 4, length + 4);
            Assert.Equal(Crc32.HashToUInt32(chunk), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            names.Add(System.Text.Encoding.ASCII.GetString(chunk[..4]));
            if (names[^1] == "IHDR")
            {
                (width, height) = (BinaryPrimitives.ReadInt32BigEndian(chunk[4..]), BinaryPrimitives.ReadInt32BigEndian(chunk[8..]));
                Assert.Equal([8, 2, 0, 0, 0], chunk[12..].ToArray());
            }
            if (names[^1] == "IDAT")
                data.Write(chunk[4..]);
            at += 12 + length;
        }
        Assert.Equal(["IHDR", "IDAT", "IEND"], names);
        data.Position = 0;
        using var inflated = new MemoryStream();
        new ZLibStream(data, CompressionMode.Decompress).CopyTo(inflated);
        var (rows, rgb, stride) = (inflated.ToArray(), new byte[width * height * 3], width * 3);
        Assert.Equal((stride + 1) * height, rows.Length);
        for (var y = 0; y < height; y++)
            for (var i = 0; i < stride; i++)
            {
                var left = i >= 3 ? rgb[y * stride + i - 3] : 0;
                var above = y > 0 ? rgb[(y - 1) * stride + i] : 0;
                var predicted = rows[y * (stride + 1)] switch { 0 => 0, 1 => left, 2 => above, var filter => throw new InvalidDataException($"{filter}") };
                rgb[y * stride + i] = (byte)(rows[y * (stride + 1) + 1 + i] + predicted);
            }
        return (width, height, rgb);
    }
}
