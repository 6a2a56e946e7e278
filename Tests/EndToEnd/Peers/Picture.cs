using System.Buffers.Binary;
using System.Diagnostics;

namespace Scanout.Tests.EndToEnd.Peers;

/// <summary>A picture as somebody else's program shows it: rows of red, green, blue.</summary>
public sealed record Picture(int WidthPixels, int HeightPixels, byte[] Rgb)
{
    /// <summary>A dump of <c>xwd</c>, depth 24: big-endian header, then a colour map, then rows (X11/XWDFile.h).</summary>
    public static Picture FromXwd(ReadOnlySpan<byte> dump)
    {
        var (headerBytes, width, height) = (Field(dump, 0), Field(dump, 4), Field(dump, 5));
        var (bitsPerPixel, strideBytes, colours) = (Field(dump, 11), Field(dump, 12), Field(dump, 19));
        Assert.Equal((2, 32, 0), (Field(dump, 2), bitsPerPixel, Field(dump, 7)));
        var pixels = dump[(headerBytes + colours * 12)..];
        var rgb = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var pixel = pixels.Slice(y * strideBytes + x * 4, 4);
                (rgb[(y * width + x) * 3], rgb[(y * width + x) * 3 + 1], rgb[(y * width + x) * 3 + 2]) = (pixel[2], pixel[1], pixel[0]);
            }
        return new Picture(width, height, rgb);

        // header_size, file_version, pixmap_format, pixmap_depth, pixmap_width, pixmap_height, xoffset, byte_order, ...
        static int Field(ReadOnlySpan<byte> dump, int index) => BinaryPrimitives.ReadInt32BigEndian(dump[(index * 4)..]);
    }

    /// <summary>Any image file that netpbm reads as PNG.</summary>
    public static async Task<Picture> FromPngAsync(string path)
    {
        using var convert = Process.Start(new ProcessStartInfo("pngtopam", [path]) { RedirectStandardOutput = true })!;
        using var pnm = new MemoryStream();
        await convert.StandardOutput.BaseStream.CopyToAsync(pnm);
        await convert.WaitForExitAsync();
        return FromPpm(pnm.ToArray());
    }

    /// <inheritdoc cref="FromPngAsync(string)"/>
    public static async Task<Picture> FromPngAsync(byte[] file)
    {
        using var convert = Process.Start(new ProcessStartInfo("pngtopam") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        using var pnm = new MemoryStream();
        var converted = convert.StandardOutput.BaseStream.CopyToAsync(pnm);
        await convert.StandardInput.BaseStream.WriteAsync(file);
        convert.StandardInput.Close();
        await converted;
        await convert.WaitForExitAsync();
        return FromPpm(pnm.ToArray());
    }

    /// <summary>A binary PPM: <c>P6 WIDTH HEIGHT 255</c>, then the pixels.</summary>
    public static Picture FromPpm(byte[] ppm)
    {
        var position = 0;
        Assert.Equal("P6", Word());
        var (width, height) = (int.Parse(Word()), int.Parse(Word()));
        Assert.Equal("255", Word());
        return new Picture(width, height, ppm[position..(position + width * height * 3)]);

        string Word()
        {
            while (char.IsWhiteSpace((char)ppm[position]))
                position++;
            var start = position;
            while (!char.IsWhiteSpace((char)ppm[position]))
                position++;
            return System.Text.Encoding.ASCII.GetString(ppm, start, position++ - start);
        }
    }

    /// <summary>The part of the picture that begins at a place.</summary>
    public Picture Crop(int x, int y, int widthPixels, int heightPixels)
    {
        var part = new byte[widthPixels * heightPixels * 3];
        for (var row = 0; row < heightPixels && y + row < HeightPixels && x + widthPixels <= WidthPixels; row++)
            Rgb.AsSpan(((y + row) * WidthPixels + x) * 3, widthPixels * 3).CopyTo(part.AsSpan(row * widthPixels * 3));
        return new Picture(widthPixels, heightPixels, part);
    }

    /// <summary>How many pixels differ from another picture of the same size, or all where the sizes differ.</summary>
    public int CountDifferences(Picture other)
    {
        if (other.WidthPixels != WidthPixels || other.HeightPixels != HeightPixels)
            return WidthPixels * HeightPixels;
        var count = 0;
        for (var i = 0; i < Rgb.Length; i += 3)
            if (!Rgb.AsSpan(i, 3).SequenceEqual(other.Rgb.AsSpan(i, 3)))
                count++;
        return count;
    }
}
