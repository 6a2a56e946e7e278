using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Scanout.Benchmarks.Deflate;

/// <summary>
/// Tiles that changed on real screens, from frame recordings in the directory that <c>SCANOUT_CORPUS</c> names: <c>*.sfc</c>, a header of
/// 24 bytes (magic "SFC1", width, height, frames, side of a tile, zero), then one Brotli stream with, for each frame, its time, how many
/// tiles changed, and each one's number, form (1: a byte that is each pixel's fourth, then three bytes a pixel; 0: four bytes a pixel)
/// and rows.
/// </summary>
static class CorpusTiles
{
    const uint Magic = 0x31434653;
    const int MaxFrames = 60;
    const int MaxTilesOfFrame = 60;

    /// <summary>The recordings; none where the variable is not set.</summary>
    public static IEnumerable<string> Recordings =>
        Environment.GetEnvironmentVariable("SCANOUT_CORPUS") is { Length: > 0 } directory
            ? Directory.EnumerateFiles(directory, "*.sfc")
            : [];

    /// <summary>BGRX pixels of tiles, their fourth byte zero; of each frame some, spread over it.</summary>
    public static IEnumerable<uint[]> Read(string recording)
    {
        using var file = File.OpenRead(recording);
        var header = new int[6];
        file.ReadExactly(MemoryMarshal.AsBytes(header.AsSpan()));
        if (header[0] != Magic)
            throw new InvalidDataException($"{recording} is no recording of frames");
        var (width, height, frames, side) = (header[1], header[2], header[3], header[4]);
        using var body = new BinaryReader(new BufferedStream(new BrotliStream(file, CompressionMode.Decompress), 1 << 20));
        for (var frame = 0; frame < Math.Min(frames, MaxFrames); frame++)
        {
            body.ReadUInt64();
            var changed = body.ReadInt32();
            var every = Math.Max(1, changed / MaxTilesOfFrame);
            for (var i = 0; i < changed; i++)
            {
                var (row, column) = Math.DivRem((int)body.ReadUInt16(), (width + side - 1) / side);
                var tile = ReadTile(body, Math.Min(side, width - column * side), Math.Min(side, height - row * side));
                if (i % every == 0)
                    yield return tile;
            }
        }
    }

    static uint[] ReadTile(BinaryReader body, int width, int height)
    {
        var isShort = body.ReadByte() == 1;
        if (isShort)
            body.ReadByte();
        var bytes = body.ReadBytes(width * height * (isShort ? 3 : 4));
        var pixels = new uint[width * height];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = isShort
                ? (uint)(bytes[i * 3] | bytes[i * 3 + 1] << 8 | bytes[i * 3 + 2] << 16)
                : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i * 4)) & 0xFFFFFF;
        return pixels;
    }
}
