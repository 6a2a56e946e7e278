using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Scanout.Codecs.Png;

/// <summary>Writes pictures as PNG without loss: 8 bits a channel, red, green, blue, no alpha (PNG specification, third edition).</summary>
public static class PngWriter
{
    static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The filter types of section 9.2 that are used.</summary>
    enum Filter : byte
    {
        None = 0,
        Sub = 1,
        Up = 2,
    }

    /// <summary>Writes the whole file.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="bgrx">The pixels.</param>
    /// <param name="widthPixels">At least 1.</param>
    /// <param name="heightPixels">At least 1.</param>
    /// <param name="strideBytes">From one row to the next.</param>
    public static void Write(Stream output, ReadOnlySpan<byte> bgrx, int widthPixels, int heightPixels, int strideBytes)
    {
        output.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, widthPixels);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], heightPixels);
        // 8 bits a channel, colour type 2 (truecolour), and the only compression, filter set and order of rows that we write.
        (header[8], header[9], header[10], header[11], header[12]) = (8, 2, 0, 0, 0);
        WriteChunk(output, "IHDR"u8, header);
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
            WriteRows(zlib, bgrx, widthPixels, heightPixels, strideBytes);
        WriteChunk(output, "IDAT"u8, data.GetBuffer().AsSpan(0, (int)data.Length));
        WriteChunk(output, "IEND"u8, []);
    }

    static void WriteRows(Stream zlib, ReadOnlySpan<byte> bgrx, int width, int height, int strideBytes)
    {
        var (row, above) = (new byte[width * 3], new byte[width * 3]);
        var candidates = new byte[3][];
        for (var i = 0; i < candidates.Length; i++)
            candidates[i] = new byte[1 + width * 3];
        for (var y = 0; y < height; y++, (row, above) = (above, row))
        {
            var source = bgrx.Slice(y * strideBytes, width * 4);
            for (int from = 0, to = 0; from < source.Length; from += 4, to += 3)
                (row[to], row[to + 1], row[to + 2]) = (source[from + 2], source[from + 1], source[from]);
            zlib.Write(Smallest(row, above, candidates));
        }
    }

    /// <summary>The filtered row whose bytes, taken as signed, are least in sum: the choice that section 12.7 suggests.</summary>
    static byte[] Smallest(byte[] row, byte[] above, byte[][] candidates)
    {
        var (best, bestSum) = (candidates[0], long.MaxValue);
        foreach (var filter in (ReadOnlySpan<Filter>)[Filter.Up, Filter.Sub, Filter.None])
        {
            var candidate = candidates[(int)filter];
            candidate[0] = (byte)filter;
            var sum = 0L;
            for (var i = 0; i < row.Length; i++)
            {
                var predicted = filter == Filter.Up ? above[i] : filter == Filter.Sub && i >= 3 ? row[i - 3] : 0;
                var difference = (byte)(row[i] - predicted);
                candidate[1 + i] = difference;
                sum += Math.Abs((int)(sbyte)difference);
            }
            if (sum < bestSum)
                (best, bestSum) = (candidate, sum);
        }
        return best;
    }

    /// <summary>Length, type, data, and the CRC of the two (section 5.3).</summary>
    static void WriteChunk(Stream output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        output.Write(number);
        output.Write(type);
        output.Write(data);
        var crc = new Crc32();
        crc.Append(type);
        crc.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, crc.GetCurrentHashAsUInt32());
        output.Write(number);
    }
}
