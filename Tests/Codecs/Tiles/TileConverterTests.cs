using System.Buffers.Binary;
using Scanout.Codecs.Pixels;
using Scanout.Codecs.Tiles;
using Scanout.Tests.Codecs.Pixels;

namespace Scanout.Tests.Codecs.Tiles;

[Trait("Category", "Kernels")]
public sealed class TileConverterTests
{
    public static TheoryData<string, Tiling> FormatsAndTilings => EveryPlane.FormatsAndTilings;

    [Theory]
    [MemberData(nameof(FormatsAndTilings))]
    public void Tiles_show_the_picture_and_are_zero_outside_it(string name, Tiling tiling)
    {
        foreach (var plane in EveryPlane.Of(name, tiling).Where(plane => plane.Layout.WidthPixels <= 100 || name == "XR24"))
        {
            var layout = plane.Layout;
            using var shadow = new GuardedBytes((int)layout.SpanBytes);
            using var tile = new GuardedBytes(TileGeometry.TileBytes);
            new Random(10).NextBytes(shadow.Span);
            foreach (var (first, rows, bytes) in EveryPlane.Bands(layout))
                for (var column = 0; column < TileGeometry.TilesOver(layout.WidthPixels); column++)
                {
                    tile.Span.Fill(0x5A);
                    TileConverter.ToBgrx(layout, shadow.Span[bytes], rows, column, tile.Span);

                    var expected = plane.Tile(shadow.Span, column, first / 64);
                    for (var i = 0; i < expected.Length; i++)
                        if (expected[i] != BinaryPrimitives.ReadUInt32LittleEndian(tile.Span[(i * 4)..]))
                            Assert.Fail($"{layout}, tile {column} of row {first}: pixel {i % 64}, {i / 64}");
                }
        }
    }

    [Fact]
    public void A_tile_outside_the_band_or_a_tile_without_room_is_refused()
    {
        var layout = new PlaneLayout(PixelFormat.Xr24, Tiling.Linear, 65, 64, 65 * 4);
        var band = new byte[layout.SpanBytes];
        var tile = new byte[TileGeometry.TileBytes];
        Assert.Throws<ArgumentOutOfRangeException>(() => TileConverter.ToBgrx(layout, band, 64, 2, tile));
        Assert.Throws<ArgumentOutOfRangeException>(() => TileConverter.ToBgrx(layout, band, 64, -1, tile));
        Assert.Throws<ArgumentOutOfRangeException>(() => TileConverter.ToBgrx(layout, band, 65, 0, tile));
        Assert.Throws<ArgumentOutOfRangeException>(() => TileConverter.ToBgrx(layout, band, 64, 0, tile.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => TileConverter.ToBgrx(layout, band.AsSpan(1), 64, 1, tile));
    }
}
