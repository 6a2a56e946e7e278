using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Scanout.Benchmarks.Corpus;

/// <summary>
/// One recorded sequence of a real screen, read frame by frame: <c>*.sfc</c>, a header of 24 bytes (magic "SFC1", width, height, frames, side of a
/// tile, zero), then one Brotli stream with, for each frame, its time, how many tiles changed, and each one's number, form (1: a byte that is each
/// pixel's fourth, then three bytes a pixel; 0: four bytes a pixel) and rows. The first frame's other tiles are zero.
/// </summary>
sealed class CorpusReader : IDisposable
{
    const uint Magic = 0x31434653;

    readonly BinaryReader body;
    int framesRead;

    public CorpusReader(string path)
    {
        var file = File.OpenRead(path);
        var header = new int[6];
        file.ReadExactly(MemoryMarshal.AsBytes(header.AsSpan()));
        if (header[0] != Magic)
            throw new InvalidDataException($"{path} is no recorded sequence");
        (WidthPixels, HeightPixels, FrameCount, TileSide) = (header[1], header[2], header[3], header[4]);
        body = new BinaryReader(new BufferedStream(new BrotliStream(file, CompressionMode.Decompress), 1 << 20));
    }

    /// <summary>Whether a directory of sequences is named.</summary>
    public static bool HasSequences => Files.Any();

    /// <summary>The sequences in the directory that <c>SCANOUT_CORPUS</c> names; none where it is not set.</summary>
    public static IEnumerable<string> Files =>
        Environment.GetEnvironmentVariable("SCANOUT_CORPUS") is { Length: > 0 } directory
            ? Directory.EnumerateFiles(directory, "*.sfc").Order(StringComparer.Ordinal)
            : [];

    public int WidthPixels { get; }
    public int HeightPixels { get; }
    public int FrameCount { get; }
    public int TileSide { get; }

    /// <summary>The tiles that changed in the next frame; null after the last.</summary>
    public List<CorpusTile>? ReadFrame()
    {
        if (framesRead++ == FrameCount)
            return null;
        body.ReadUInt64();
        var tiles = new List<CorpusTile>();
        for (var left = body.ReadInt32(); left > 0; left--)
        {
            var (row, column) = Math.DivRem((int)body.ReadUInt16(), (WidthPixels + TileSide - 1) / TileSide);
            var (x, y) = (column * TileSide, row * TileSide);
            var (width, height) = (Math.Min(TileSide, WidthPixels - x), Math.Min(TileSide, HeightPixels - y));
            tiles.Add(new CorpusTile(x, y, width, height, ReadPixels(width * height)));
        }
        return tiles;
    }

    uint[] ReadPixels(int count)
    {
        var pixels = new uint[count];
        if (body.ReadByte() == 0)
        {
            body.BaseStream.ReadExactly(MemoryMarshal.AsBytes(pixels.AsSpan()));
            return pixels;
        }
        var fourth = (uint)body.ReadByte() << 24;
        var colours = body.ReadBytes(count * 3);
        for (var i = 0; i < count; i++)
            pixels[i] = fourth | (uint)(colours[i * 3] | colours[i * 3 + 1] << 8 | colours[i * 3 + 2] << 16);
        return pixels;
    }

    public void Dispose() => body.Dispose();
}
