using System.Buffers.Binary;
using Scanout.Codecs.Lz4;
using Scanout.Codecs.Tiles;
using Scanout.Pipeline.Frames;

namespace Scanout.Benchmarks.Recording.Peers;

/// <summary>
/// The plain way: each tile that changed as an LZ4 block of level 1, after its number and length, and every tile every ten seconds.
/// </summary>
sealed class Lz4Tiles(string file, TimeProvider timeProvider) : IRecorderUnderTest
{
    const int PrefixBytes = 6;

    static readonly TimeSpan KeyInterval = TimeSpan.FromSeconds(10);

    readonly FileStream output = new(file, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    readonly byte[] buffer = new byte[1 << 20];
    readonly ulong[] state = new ulong[(Lz4Block.StateBytes + 7) / 8];
    Frame? last;
    long keyAt;
    int used;

    public void Record(Frame frame)
    {
        var isKey = last is null || !last.HasSizeOf(frame) || timeProvider.GetElapsedTime(keyAt) >= KeyInterval;
        if (isKey)
            keyAt = timeProvider.GetTimestamp();
        for (var i = 0; i < frame.Tiles.Length; i++)
            if (isKey || !ReferenceEquals(frame.Tiles[i], last!.Tiles[i]))
                Write(i, frame.Tiles[i]);
        Flush();
        last?.Release();
        last = frame.Acquire();
    }

    public long Close() => output.Length;

    void Write(int index, Tile tile)
    {
        if (buffer.Length - used < PrefixBytes + Lz4Block.MaxCompressedBytes(TileGeometry.TileBytes))
            Flush();
        var to = buffer.AsSpan(used);
        var length = Lz4Block.Compress(tile.Pixels, to[PrefixBytes..], System.Runtime.InteropServices.MemoryMarshal.AsBytes(state.AsSpan()));
        BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)index);
        BinaryPrimitives.WriteInt32LittleEndian(to[2..], length);
        used += PrefixBytes + length;
    }

    void Flush()
    {
        output.Write(buffer.AsSpan(0, used));
        used = 0;
    }

    public void Dispose()
    {
        last?.Release();
        output.Dispose();
    }
}
