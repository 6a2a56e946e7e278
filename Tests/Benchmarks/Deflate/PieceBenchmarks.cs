using System.IO.Compression;
using BenchmarkDotNet.Attributes;
using Scanout.Benchmarks.Corpus;
using Scanout.Codecs.Deflate;

namespace Scanout.Benchmarks.Deflate;

/// <summary>
/// Pieces of real screens, one stream each, against the framework's fastest with a state of its own for each. Only the ratios say
/// something. Sizes are printed once for each kind. Without <c>SCANOUT_CORPUS</c> there is nothing to measure.
/// </summary>
public class PieceBenchmarks
{
    const int MaxPieces = 1000;

    readonly DeflatePieces fast = new(DeflateEffort.Fast);
    readonly DeflatePieces thorough = new(DeflateEffort.Thorough);
    byte[] destination = [];
    List<byte[]> pieces = [];

    /// <summary>What Tight makes of a tile: indices into its colours, or red, green and blue.</summary>
    public enum Carries
    {
        Indices,
        Rgb,
    }

    public static IEnumerable<string> Recordings => CorpusReader.Files.Select(path => Path.GetFileNameWithoutExtension(path)!);

    [ParamsSource(nameof(Recordings))]
    public string Recording { get; set; } = "";

    [ParamsAllValues]
    public Carries Kind { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var path = CorpusReader.Files.Single(each => Path.GetFileNameWithoutExtension(each) == Recording);
        pieces = [.. CorpusTiles.Read(path).Select(Piece).OfType<byte[]>().Take(MaxPieces)];
        destination = new byte[pieces.Select(piece => DeflatePieces.MaxBytes(piece.Length)).DefaultIfEmpty().Max()];
        var framework = (double)Framework();
        var (quick, small) = (Fast() / framework, Thorough() / framework);
        Console.WriteLine($"// sizes, {Recording} {Kind}: fast {quick:F2}, thorough {small:F2} of the framework's");
    }

    [Benchmark(Baseline = true)]
    public long Framework()
    {
        using var collected = new MemoryStream(1 << 20);
        var bytes = 0L;
        foreach (var piece in pieces)
        {
            collected.SetLength(0);
            using var zlib = new ZLibStream(collected, CompressionLevel.Fastest, leaveOpen: true);
            zlib.Write(piece);
            zlib.Flush();
            bytes += collected.Length - DeflatePieces.ZlibHeader.Length;
        }
        return bytes;
    }

    [Benchmark]
    public long Fast() => Compress(fast);

    [Benchmark]
    public long Thorough() => Compress(thorough);

    long Compress(DeflatePieces deflate)
    {
        var bytes = 0L;
        foreach (var piece in pieces)
            bytes += deflate.Compress(piece, destination);
        return bytes;
    }

    /// <summary>A tile of one colour is none, and what has few colours goes as indices alone.</summary>
    byte[]? Piece(uint[] tile)
    {
        var colours = new Dictionary<uint, byte>();
        foreach (var pixel in tile)
            if (colours.Count <= 256)
                colours.TryAdd(pixel, (byte)colours.Count);
        if (colours.Count == 1 || colours.Count <= 256 != (Kind == Carries.Indices))
            return null;
        return Kind == Carries.Indices
            ? [.. tile.Select(pixel => colours[pixel])]
            : [.. tile.SelectMany(pixel => (byte[])[(byte)(pixel >> 16), (byte)(pixel >> 8), (byte)pixel])];
    }
}
