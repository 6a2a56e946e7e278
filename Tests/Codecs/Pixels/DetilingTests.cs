using Scanout.Codecs.Pixels;

namespace Scanout.Tests.Codecs.Pixels;

[Trait("Category", "Kernels")]
public sealed class DetilingTests
{
    [Theory]
    [InlineData(Tiling.IntelX, 1)]
    [InlineData(Tiling.IntelY, 16)]
    public void Any_part_of_a_tiled_plane_comes_out_in_rows(Tiling tiling, int step)
    {
        const int Stride = 2048, Rows = 64, LinearStride = 1040;
        var layout = new PlaneLayout(PixelFormat.Xr24, tiling, 500, Rows, Stride);
        using var band = new GuardedBytes(Stride * Rows);
        var random = new Random(4);
        random.NextBytes(band.Span);
        for (var round = 0; round < 50; round++)
        {
            var firstByte = random.Next(1000) / step * step;
            var count = random.Next(1, 1024);
            var rows = random.Next(1, Rows + 1);
            var linear = new byte[LinearStride * Rows];

            Detiling.ToLinear(layout, band.Span, rows, firstByte, count, linear, LinearStride);

            for (var row = 0; row < rows; row++)
                for (var x = 0; x < count; x++)
                    Assert.Equal(band.Span[(int)ScalarPlane.OffsetOf(layout, firstByte + x, row)], linear[row * LinearStride + x]);
        }
    }

    [Fact]
    public void What_lies_outside_the_stride_or_has_no_room_is_refused()
    {
        var y = new PlaneLayout(PixelFormat.Xr24, Tiling.IntelY, 32, 32, 128);
        var memory = new byte[4096];
        Assert.Throws<ArgumentOutOfRangeException>(() => Detiling.ToLinear(y, memory, 32, 64, 65, new byte[4096], 128));
        Assert.Throws<ArgumentException>(() => Detiling.ToLinear(y, memory, 32, 8, 16, new byte[4096], 128));
        Assert.Throws<ArgumentException>(() => Detiling.ToLinear(y, memory, 32, 0, 128, new byte[4095], 128));
        Assert.Throws<ArgumentException>(() => Detiling.ToLinear(y, memory, 32, 0, 100, new byte[4096], 100));
        Assert.Throws<ArgumentOutOfRangeException>(() => Detiling.ToLinear(y, memory.AsSpan(1), 32, 0, 128, new byte[4096], 128));
        Assert.Throws<ArgumentException>(() =>
            Detiling.ToLinear(y with { Tiling = Tiling.Linear }, memory, 32, 0, 128, new byte[4096], 128));
    }
}
