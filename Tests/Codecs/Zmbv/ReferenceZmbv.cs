using System.Buffers.Binary;
using System.IO.Compression;

namespace Scanout.Tests.Codecs.Zmbv;

/// <summary>A decoder of ZMBV with 32 bits a pixel, written from the format's description and sharing nothing with the encoder.</summary>
public sealed class ReferenceZmbv(int width, int height) : IDisposable
{
    readonly MemoryStream packets = new();
    byte[] picture = new byte[width * height * 4];
    ZLibStream? zlib;

    /// <summary>Blocks of the last picture that came from elsewhere.</summary>
    public int MovedBlocks { get; private set; }

    /// <summary>Blocks of the last picture that were XORed.</summary>
    public int XoredBlocks { get; private set; }

    public byte[] Decode(ReadOnlySpan<byte> packet)
    {
        var isKey = (packet[0] & 1) != 0;
        packet = packet[1..];
        (MovedBlocks, XoredBlocks) = (0, 0);
        if (isKey)
        {
            Assert.Equal([0, 1, 1, 8, 16, 16], packet[..6].ToArray());
            packet = packet[6..];
            zlib?.Dispose();
            packets.SetLength(0);
            zlib = new ZLibStream(packets, CompressionMode.Decompress, leaveOpen: true);
        }
        var at = packets.Position;
        packets.Position = packets.Length;
        packets.Write(packet);
        packets.Position = at;
        picture = isKey ? Read(width * height * 4) : DecodeBlocks();
        return picture;
    }

    public void Dispose()
    {
        zlib?.Dispose();
        packets.Dispose();
    }

    byte[] DecodeBlocks()
    {
        var (across, down) = ((width + 15) / 16, (height + 15) / 16);
        var vectors = Read((across * down * 2 + 3) / 4 * 4);
        var next = new byte[picture.Length];
        for (var block = 0; block < across * down; block++)
        {
            var (left, top) = (block % across * 16, block / across * 16);
            var (isXored, shiftX) = ((vectors[block * 2] & 1) != 0, (sbyte)vectors[block * 2] >> 1);
            var shiftY = (sbyte)vectors[block * 2 + 1] >> 1;
            MovedBlocks += shiftX != 0 || shiftY != 0 ? 1 : 0;
            XoredBlocks += isXored ? 1 : 0;
            for (var y = top; y < Math.Min(height, top + 16); y++)
                for (var x = left; x < Math.Min(width, left + 16); x++)
                {
                    var difference = isXored ? BinaryPrimitives.ReadUInt32LittleEndian(Read(4)) : 0;
                    var (fromX, fromY) = (x + shiftX, y + shiftY);
                    var pixel = BinaryPrimitives.ReadUInt32LittleEndian(picture.AsSpan((fromY * width + fromX) * 4));
                    BinaryPrimitives.WriteUInt32LittleEndian(next.AsSpan((y * width + x) * 4), pixel ^ difference);
                }
        }
        return next;
    }

    byte[] Read(int bytes)
    {
        var read = new byte[bytes];
        zlib!.ReadExactly(read);
        return read;
    }
}
