using Scanout.Codecs.Pixels;
using Scanout.Codecs.Tiles;
using Scanout.Tests.Codecs.Pixels;

namespace Scanout.Tests.Codecs.Tiles;

[Trait("Category", "Kernels")]
public sealed class PlaneProbeTests
{
    static readonly (string Width, Probe Probe)[] Probes =
    [
        ("the usual width", PlaneProbe.Differs),
        ("512 bits", PlaneProbe.Differs<Lanes512>),
        ("256 bits", PlaneProbe.Differs<Lanes256>),
        ("128 bits", PlaneProbe.Differs<Lanes128>),
        ("32 bits", PlaneProbe.Differs<Lanes32>),
    ];

    public static TheoryData<string, Tiling> FormatsAndTilings => EveryPlane.FormatsAndTilings;

    [Theory]
    [MemberData(nameof(FormatsAndTilings))]
    public void A_row_differs_where_a_seen_bit_of_it_does(string name, Tiling tiling)
    {
        var random = new Random(9);
        foreach (var plane in EveryPlane.Of(name, tiling))
        {
            var layout = plane.Layout;
            using var device = new GuardedBytes((int)layout.SpanBytes);
            random.NextBytes(device.Span);
            var shadow = device.Span.ToArray();
            var seen = plane.SeenBytes();
            for (var i = 0; i < shadow.Length; i++)
                shadow[i] ^= (byte)~seen[i];

            for (var round = 0; round < 12; round++)
            {
                var x = round == 0 ? layout.WidthPixels - 1 : random.Next(layout.WidthPixels);
                var y = round == 0 ? layout.HeightPixels - 1 : random.Next(layout.HeightPixels);
                var row = y / layout.RowsPerTile * layout.RowsPerTile;
                var first = row * layout.StrideBytes;
                var bytes = first..(int)(first + layout.RangeBytes(row, Math.Min(layout.RowsPerTile, layout.HeightPixels - row)));
                foreach (var (width, probe) in Probes)
                {
                    Assert.False(probe(layout, row, device.Span[bytes], shadow.AsSpan(bytes)), $"{layout}, {width}, row {row}");
                    plane.Write(device.Span, x, y, plane.Read(device.Span, x, y) ^ plane.SeenBits & 0x20202020);
                    Assert.True(probe(layout, row, device.Span[bytes], shadow.AsSpan(bytes)), $"{layout}, {width}, row {row}, pixel {x}");
                    plane.Write(device.Span, x, y, plane.Read(device.Span, x, y) ^ plane.SeenBits & 0x20202020);
                }
            }
        }
    }

    [Fact]
    public void A_row_outside_the_plane_or_within_a_tile_is_refused()
    {
        var layout = new PlaneLayout(PixelFormat.Xr24, Tiling.Linear, 64, 10, 256);
        var memory = new byte[4096];
        Assert.Throws<ArgumentOutOfRangeException>(() => PlaneProbe.Differs(layout, 10, memory, memory));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlaneProbe.Differs(layout, -1, memory, memory));
        Assert.Throws<ArgumentException>(() => PlaneProbe.Differs(layout, 0, memory.AsSpan(0, 255), memory));
        Assert.Throws<ArgumentException>(() =>
            PlaneProbe.Differs(layout with { Tiling = Tiling.IntelX, StrideBytes = 512 }, 4, memory, memory));
    }

    delegate bool Probe(in PlaneLayout layout, int row, ReadOnlySpan<byte> deviceRow, ReadOnlySpan<byte> shadowRow);
}
