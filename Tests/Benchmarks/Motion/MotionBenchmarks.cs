using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using Scanout.Codecs.Motion;

namespace Scanout.Benchmarks.Motion;

/// <summary>
/// What the search for moves costs at 1920×1080, against reading both pictures once, which every exact answer on a changed screen must
/// do. Only the ratios say something.
/// </summary>
[MemoryDiagnoser, MinColumn]
public class MotionBenchmarks
{
    const int Width = 1920, Height = 1080, FewCells = 12;

    readonly LinearPicture before = new(Width, Height), copy = new(Width, Height), other = new(Width, Height);
    readonly LinearPicture scrolled = new(Width, Height), sideways = new(Width, Height);
    readonly LinearPicture noise = new(Width, Height), moreNoise = new(Width, Height);
    readonly List<Move> moves = [];
    readonly MotionFinder finder = new();
    ushort[] scrolledCells = [], sidewaysCells = [], otherCells = [], noiseCells = [], fewCells = [];

    [GlobalSetup]
    public void Fill()
    {
        var page = Text(1, Width + 200, Height + 200);
        before.Fill(Cut(page, 0, 0));
        copy.Fill(Cut(page, 0, 0));
        scrolled.Fill(Cut(page, 0, 57));
        sideways.Fill(Cut(page, 101, 37));
        other.Fill(Cut(Text(2, Width + 200, Height), 0, 0));
        var random = new byte[Width * Height * 4];
        new Random(3).NextBytes(random);
        noise.Fill(random);
        new Random(4).NextBytes(random);
        moreNoise.Fill(random);
        scrolledCells = before.ChangedCells(scrolled);
        sidewaysCells = before.ChangedCells(sideways);
        otherCells = before.ChangedCells(other);
        noiseCells = noise.ChangedCells(moreNoise);
        fewCells = new ushort[scrolledCells.Length];
        fewCells.AsSpan(200, FewCells / 4).Fill(0xF0);
    }

    [Benchmark(Baseline = true)]
    public bool ReadBoth()
    {
        var same = true;
        for (var i = 0; i < before.Tiles.Length; i++)
            same &= before.Tiles[i].AsSpan().SequenceEqual(copy.Tiles[i]);
        return same;
    }

    [Benchmark]
    public int ScrollOfTheScreen() => Find(before, scrolled, scrolledCells);

    [Benchmark]
    public int MoveInBothDirections() => Find(before, sideways, sidewaysCells);

    [Benchmark]
    public int AnotherText() => Find(before, other, otherCells);

    [Benchmark]
    public int Noise() => Find(noise, moreNoise, noiseCells);

    [Benchmark]
    public int TwelveCells() => Find(before, other, fewCells);

    int Find(LinearPicture from, LinearPicture to, ushort[] cells)
    {
        finder.Find(from.Grid, to.Grid, cells, moves);
        return moves.Count;
    }

    /// <summary>Lines of words, each word other pixels.</summary>
    static (uint[] Pixels, int Width) Text(int seed, int width, int height)
    {
        var random = new Random(seed);
        var pixels = new uint[width * height];
        Array.Fill(pixels, 0xFFFFFFu);
        for (var line = 3; line + 11 < height; line += 19)
            for (var word = 5; word < width - 70; word += random.Next(5, 12))
            {
                var end = word + random.Next(10, 60);
                for (; word < end; word++)
                    for (var y = line; y < line + 11; y++)
                        if (random.Next(3) == 0)
                            pixels[y * width + word] = 0x101010;
            }
        return (pixels, width);
    }

    static byte[] Cut((uint[] Pixels, int Width) page, int x, int y)
    {
        var cut = new byte[Width * Height * 4];
        for (var row = 0; row < Height; row++)
            MemoryMarshal.AsBytes(page.Pixels.AsSpan((y + row) * page.Width + x, Width)).CopyTo(cut.AsSpan(row * Width * 4));
        return cut;
    }
}
