using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using Scanout.Codecs.Deflate;

namespace Scanout.Codecs.Rfb;

/// <summary>
/// ZRLE (RFC 6143, section 7.7.6): tiles of 64×64, each in the shortest of its forms, through one zlib stream for the session. Owned by one session.
/// </summary>
public sealed class ZrleEncoder(CompressionLevel level = CompressionLevel.Fastest) : IDisposable
{
    const int Side = 64;
    const int MaxPackedColours = 16;
    const int MaxRunColours = 127;
    const byte PlainRuns = 128;

    readonly ZlibRun zlib = new(level);
    readonly TilePalette palette = new();
    readonly uint[] tile = new uint[Side * Side];
    readonly byte[] compactColours = new byte[TilePalette.MaxColours * 4];
    byte[] plain = new byte[64 * 1024];
    int length;

    /// <summary>Writes the rectangle's data: a length, then compressed tiles.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="bgrx">The rectangle's pixels, row by row without gaps.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="pixels">The client's format.</param>
    public void Encode(IBufferWriter<byte> output, ReadOnlySpan<uint> bgrx, int width, int height, ClientPixels pixels)
    {
        length = 0;
        for (var y = 0; y < height; y += Side)
            for (var x = 0; x < width; x += Side)
            {
                var (tileWidth, tileHeight) = (Math.Min(Side, width - x), Math.Min(Side, height - y));
                for (var row = 0; row < tileHeight; row++)
                    bgrx.Slice((y + row) * width + x, tileWidth).CopyTo(tile.AsSpan(row * tileWidth));
                EncodeTile(tile.AsSpan(0, tileWidth * tileHeight), tileWidth, pixels);
            }
        var compressed = zlib.Compress(plain.AsSpan(0, length));
        var bytes = output.GetSpan(4 + compressed.Length);
        BinaryPrimitives.WriteInt32BigEndian(bytes, compressed.Length);
        compressed.CopyTo(bytes[4..]);
        output.Advance(4 + compressed.Length);
    }

    void EncodeTile(ReadOnlySpan<uint> source, int width, ClientPixels pixels)
    {
        var pixelBytes = pixels.CompactBytes;
        Reserve(1 + TilePalette.MaxColours * 4 + source.Length * (pixelBytes + 2));
        var hasPalette = palette.TryFill(source, MaxRunColours);
        if (hasPalette && palette.Count == 1)
        {
            plain[length++] = 1;
            WriteColours(pixels);
            return;
        }
        var (runs, runBytes, singles) = CountRuns(source);
        var form = Form.Raw;
        var best = source.Length * pixelBytes;
        Consider(Form.PlainRuns, runs * pixelBytes + runBytes);
        if (hasPalette)
            Consider(Form.PaletteRuns, palette.Count * pixelBytes + runs + runBytes - singles);
        if (hasPalette && palette.Count <= MaxPackedColours)
            Consider(Form.Packed, palette.Count * pixelBytes + source.Length / width * ((width * PackedBits(palette.Count) + 7) / 8));
        switch (form)
        {
            case Form.Raw:
                plain[length++] = 0;
                pixels.WriteCompact(source, plain.AsSpan(length, source.Length * pixelBytes));
                length += source.Length * pixelBytes;
                break;
            case Form.Packed:
                plain[length++] = (byte)palette.Count;
                WriteColours(pixels);
                WritePacked(source, width);
                break;
            case Form.PlainRuns:
                plain[length++] = PlainRuns;
                WriteRuns(source, pixels, usesPalette: false);
                break;
            case Form.PaletteRuns:
                plain[length++] = (byte)(PlainRuns + palette.Count);
                WriteColours(pixels);
                WriteRuns(source, pixels, usesPalette: true);
                break;
        }

        void Consider(Form candidate, int bytes)
        {
            if (bytes < best)
                (form, best) = (candidate, bytes);
        }
    }

    void WriteColours(ClientPixels pixels)
    {
        var bytes = palette.Count * pixels.CompactBytes;
        pixels.WriteCompact(palette.Colours, plain.AsSpan(length, bytes));
        length += bytes;
    }

    void WritePacked(ReadOnlySpan<uint> source, int width)
    {
        var bits = PackedBits(palette.Count);
        for (var start = 0; start < source.Length; start += width)
        {
            var (gathered, free) = (0, 8);
            foreach (var pixel in source.Slice(start, width))
            {
                free -= bits;
                gathered |= palette.IndexOf(pixel) << free;
                if (free > 0)
                    continue;
                plain[length++] = (byte)gathered;
                (gathered, free) = (0, 8);
            }
            if (free < 8)
                plain[length++] = (byte)gathered;
        }
    }

    void WriteRuns(ReadOnlySpan<uint> source, ClientPixels pixels, bool usesPalette)
    {
        if (!usesPalette)
            for (var at = 0; at < source.Length;)
            {
                var run = RunLength(source[at..]);
                pixels.WriteCompact(source.Slice(at, 1), plain.AsSpan(length, pixels.CompactBytes));
                length += pixels.CompactBytes;
                WriteLength(run);
                at += run;
            }
        else
            for (var at = 0; at < source.Length;)
            {
                var run = RunLength(source[at..]);
                plain[length++] = (byte)(palette.IndexOf(source[at]) | (run > 1 ? 0x80 : 0));
                if (run > 1)
                    WriteLength(run);
                at += run;
            }
    }

    void WriteLength(int run)
    {
        for (run--; run >= 255; run -= 255)
            plain[length++] = 255;
        plain[length++] = (byte)run;
    }

    /// <summary>Runs, the bytes of their lengths, and how many runs are of one pixel.</summary>
    static (int Runs, int LengthBytes, int Singles) CountRuns(ReadOnlySpan<uint> source)
    {
        var (runs, lengthBytes, singles) = (0, 0, 0);
        for (var at = 0; at < source.Length;)
        {
            var run = RunLength(source[at..]);
            runs++;
            lengthBytes += (run - 1) / 255 + 1;
            singles += run == 1 ? 1 : 0;
            at += run;
        }
        return (runs, lengthBytes, singles);
    }

    static int RunLength(ReadOnlySpan<uint> source)
    {
        var end = source.IndexOfAnyExcept(source[0]);
        return end < 0 ? source.Length : end;
    }

    /// <summary>1, 2 or 4 bits for an index.</summary>
    static int PackedBits(int colours) => colours <= 2 ? 1 : colours <= 4 ? 2 : 4;

    void Reserve(int bytes)
    {
        if (plain.Length < length + bytes)
            Array.Resize(ref plain, (int)BitOperations.RoundUpToPowerOf2((uint)(length + bytes)));
    }

    public void Dispose() => zlib.Dispose();

    enum Form
    {
        Raw,
        Packed,
        PlainRuns,
        PaletteRuns,
    }
}
