using BenchmarkDotNet.Attributes;
using Scanout.Codecs.Pixels;
using Scanout.Codecs.Tiles;

namespace Scanout.Benchmarks.Tiles;

/// <summary>
/// 1080p to BGRX, row by row and tile by tile, against a copy of as many bytes as are written. Only the ratios say something.
/// </summary>
public class ConversionBenchmarks
{
    const int Width = 1920, Height = 1080;

    readonly byte[] destination = new byte[Width * Height * 4];
    readonly byte[] copied = new byte[Width * Height * 4];
    readonly byte[] tile = new byte[TileGeometry.TileBytes];
    byte[] source = [];
    PlaneLayout linear;
    PlaneLayout x;
    PlaneLayout y;

    public static IEnumerable<PixelFormat> Formats => PixelFormat.All;

    [ParamsSource(nameof(Formats))]
    public PixelFormat Format { get; set; } = PixelFormat.Xr24;

    [GlobalSetup]
    public void Fill()
    {
        linear = new(Format, Tiling.Linear, Width, Height, Width * Format.BytesPerPixel);
        x = new(Format, Tiling.IntelX, Width, Height, (linear.StrideBytes + 511) / 512 * 512);
        y = x with { Tiling = Tiling.IntelY };
        source = new byte[y.SpanBytes];
        new Random(1).NextBytes(source);
    }

    [Benchmark(Baseline = true)]
    public void CopyOfBgrx() => copied.AsSpan().CopyTo(destination);

    [Benchmark]
    public void Rows() => PixelConversion.ToBgrx(Format, source, linear.StrideBytes, destination, Width * 4, Width, Height);

    [Benchmark]
    public void TilesOfLinear() => Tiles(linear);

    [Benchmark]
    public void TilesOfX() => Tiles(x);

    [Benchmark]
    public void TilesOfY() => Tiles(y);

    void Tiles(in PlaneLayout layout)
    {
        for (var first = 0; first < Height; first += 64)
        {
            var rows = Math.Min(64, Height - first);
            var band = source.AsSpan(first * layout.StrideBytes, (int)layout.RangeBytes(first, rows));
            for (var column = 0; column < TileGeometry.TilesOver(Width); column++)
                TileConverter.ToBgrx(layout, band, rows, column, tile);
        }
    }
}
