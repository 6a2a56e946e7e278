using Scanout.Codecs.Pixels;
using Scanout.Codecs.Tiles;
using Scanout.Tests.Codecs.Pixels;

namespace Scanout.Tests.Codecs.Tiles;

[Trait("Category", "Kernels")]
public sealed class PlaneComparerTests
{
    const byte Standing = 0x77;

    static readonly (string Width, Pass Pass)[] Passes =
    [
        ("the usual width", PlaneComparer.CompareAndCopy),
        ("512 bits", PlaneComparer.CompareAndCopy<Lanes512>),
        ("256 bits", PlaneComparer.CompareAndCopy<Lanes256>),
        ("128 bits", PlaneComparer.CompareAndCopy<Lanes128>),
        ("32 bits", PlaneComparer.CompareAndCopy<Lanes32>),
    ];

    public static TheoryData<string, Tiling> FormatsAndTilings => EveryPlane.FormatsAndTilings;

    [Theory]
    [MemberData(nameof(FormatsAndTilings))]
    public void Bits_that_are_not_seen_and_bytes_between_rows_change_nothing(string name, Tiling tiling)
    {
        foreach (var plane in EveryPlane.Of(name, tiling))
        {
            using var memory = new Memories(plane, seed: 5);
            foreach (var (width, pass) in Passes)
            {
                var before = memory.Shadow.ToArray();
                Assert.Equal(new bool[memory.Cells], memory.Run(pass, out var any));
                Assert.False(any, $"{plane.Layout}, {width}");
                Assert.True(memory.Shadow.SequenceEqual(before), $"{plane.Layout}, {width}: the shadow was written");
            }
        }
    }

    [Theory]
    [MemberData(nameof(FormatsAndTilings))]
    public void A_bit_that_changed_marks_its_cell_and_no_other(string name, Tiling tiling)
    {
        foreach (var plane in EveryPlane.Of(name, tiling))
        {
            using var memory = new Memories(plane, seed: 6);
            var outside = plane.Outside();
            var random = new Random(7);
            foreach (var (width, pass) in Passes)
            {
                var expected = new bool[memory.Cells];
                for (var i = 0; i < 12; i++)
                {
                    var (x, y) = i == 0
                        ? (plane.Layout.WidthPixels - 1, plane.Layout.HeightPixels - 1)
                        : (random.Next(plane.Layout.WidthPixels), random.Next(plane.Layout.HeightPixels));
                    if (expected[memory.CellOf(x, y)])
                        continue;
                    plane.Write(memory.Device, x, y, plane.Read(memory.Device, x, y) ^ OneOf(plane.SeenBits, random));
                    expected[memory.CellOf(x, y)] = true;
                }
                var before = memory.Shadow.ToArray();

                Assert.True(expected.SequenceEqual(memory.Run(pass, out var any)), $"{plane.Layout}, {width}: wrong cells");
                Assert.True(any);
                Assert.True(memory.ShowTheSame(), $"{plane.Layout}, {width}: the shadow shows something else");
                var after = memory.Shadow;
                for (var i = 0; i < outside.Length; i++)
                    if (outside[i] && after[i] != before[i])
                        Assert.Fail($"{plane.Layout}, {width}: byte {i} belongs to no pixel");
            }
        }
    }

    [Theory]
    [MemberData(nameof(FormatsAndTilings))]
    public void A_picture_that_changed_everywhere_is_copied_and_marked_everywhere(string name, Tiling tiling)
    {
        foreach (var plane in EveryPlane.Of(name, tiling).Where(plane => plane.Layout.WidthPixels is 17 or 100))
        {
            using var memory = new Memories(plane, seed: 8);
            foreach (var (width, pass) in Passes)
            {
                for (var i = 0; i < memory.Device.Length; i++)
                    memory.Device[i] ^= 0xFF;

                Assert.True(memory.Run(pass, out _).All(marked => marked), $"{plane.Layout}, {width}: a cell is missing");
                Assert.True(memory.ShowTheSame(), $"{plane.Layout}, {width}: the shadow shows something else");
            }
        }
    }

    [Fact]
    public void A_mark_that_stands_is_left_standing()
    {
        var layout = new PlaneLayout(PixelFormat.Xr24, Tiling.Linear, 33, 20, 33 * 4);
        var device = new byte[layout.SpanBytes];
        var marks = new byte[] { Standing, Standing, Standing, Standing, Standing, Standing };
        device[4 * 17] = 1;

        Assert.True(PlaneComparer.CompareAndCopy(layout, 0, 20, device, new byte[layout.SpanBytes], marks));

        Assert.Equal([Standing, 1, Standing, Standing, Standing, Standing], marks);
    }

    [Fact]
    public void Bands_that_do_not_fit_the_plane_or_the_memory_are_refused()
    {
        var layout = new PlaneLayout(PixelFormat.Xr24, Tiling.Linear, 64, 100, 256);
        var memory = new byte[256 * 100];
        var marks = new byte[16];
        Assert.Throws<ArgumentException>(() => PlaneComparer.CompareAndCopy(layout, 32, 64, memory, memory, marks));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlaneComparer.CompareAndCopy(layout, 0, 65, memory, memory, marks));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlaneComparer.CompareAndCopy(layout, 64, 64, memory, memory, marks));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlaneComparer.CompareAndCopy(layout, 0, 0, memory, memory, marks));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlaneComparer.CompareAndCopy(layout, -64, 64, memory, memory, marks));
        Assert.Throws<ArgumentException>(() => PlaneComparer.CompareAndCopy(layout, 0, 64, memory.AsSpan(0, 64 * 256 - 1), memory, marks));
        Assert.Throws<ArgumentException>(() => PlaneComparer.CompareAndCopy(layout, 0, 64, memory, memory.AsSpan(0, 64 * 256 - 1), marks));
        Assert.Throws<ArgumentException>(() => PlaneComparer.CompareAndCopy(layout, 0, 64, memory, memory, marks.AsSpan(1)));
        Assert.Throws<ArgumentException>(() =>
            PlaneComparer.CompareAndCopy(layout with { StrideBytes = 255 }, 0, 64, memory, memory, marks));
        Assert.Throws<ArgumentException>(() =>
            PlaneComparer.CompareAndCopy(layout with { Tiling = Tiling.IntelX }, 0, 64, memory, memory, marks));
        Assert.False(PlaneComparer.CompareAndCopy(layout, 64, 36, memory.AsSpan(0, 36 * 256), memory, marks));
    }

    static uint OneOf(uint bits, Random random)
    {
        for (; ; )
            if ((1u << random.Next(32) & bits) is var bit and not 0)
                return bit;
    }

    delegate bool Pass(
        in PlaneLayout layout, int firstRow, int rowCount, ReadOnlySpan<byte> device, Span<byte> shadow, Span<byte> cellMarks);

    /// <summary>A device and a shadow that show the same, and differ wherever that is not seen.</summary>
    sealed class Memories : IDisposable
    {
        readonly PlaneLayout layout;
        readonly GuardedBytes device;
        readonly GuardedBytes shadow;
        readonly byte[] seen;

        public Memories(ScalarPlane plane, int seed)
        {
            layout = plane.Layout;
            device = new((int)layout.SpanBytes);
            shadow = new((int)layout.SpanBytes);
            var random = new Random(seed);
            random.NextBytes(Device);
            random.NextBytes(Shadow);
            seen = plane.SeenBytes();
            var of = Device;
            var to = Shadow;
            for (var i = 0; i < seen.Length; i++)
                to[i] = (byte)(of[i] & seen[i] | to[i] & ~seen[i]);
        }

        public Span<byte> Device => device.Span;
        public Span<byte> Shadow => shadow.Span;

        public int Cells => CellsAcross * ((layout.HeightPixels + 15) / 16);

        int CellsAcross => (layout.WidthPixels + 15) / 16;

        public int CellOf(int x, int y) => y / 16 * CellsAcross + x / 16;

        public bool[] Run(Pass pass, out bool any)
        {
            any = false;
            var all = new List<bool>();
            foreach (var (first, rows, bytes) in EveryPlane.Bands(layout))
            {
                using var marks = new GuardedBytes(CellsAcross * ((rows + 15) / 16));
                var changed = pass(layout, first, rows, Device[bytes], Shadow[bytes], marks.Span);
                Assert.Equal(changed, marks.Span.Contains((byte)1));
                any |= changed;
                foreach (var mark in marks.Span)
                    all.Add(mark switch { 0 => false, 1 => true, _ => throw new InvalidOperationException($"a mark of {mark}") });
            }
            return [.. all];
        }

        public bool ShowTheSame()
        {
            var one = Device;
            var other = Shadow;
            for (var i = 0; i < seen.Length; i++)
                if (((one[i] ^ other[i]) & seen[i]) != 0)
                    return false;
            return true;
        }

        public void Dispose()
        {
            device.Dispose();
            shadow.Dispose();
        }
    }
}
