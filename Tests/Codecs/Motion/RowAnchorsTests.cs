using System.Runtime.InteropServices;
using Scanout.Codecs.Motion;

namespace Scanout.Tests.Codecs.Motion;

[Trait("Category", "Kernels")]
public sealed class RowAnchorsTests
{
    readonly Random random = new(8);

    [Fact]
    public void Runs_and_edges_are_those_of_the_pixels()
    {
        for (var round = 0; round < 2000; round++)
        {
            // Runs of a few pixels, as text has them.
            var row = Enumerable.Range(0, 64)
                .SelectMany(_ => Enumerable.Repeat((uint)random.Next(3), random.Next(1, 12))).Take(64).ToArray();
            var bits = RowAnchors.Find(ref MemoryMarshal.AsBytes(Noisy(row))[0], out var runs);
            for (var x = 0; x < 64; x++)
            {
                var isRun = x > 0 && row[x] == row[x - 1];
                Assert.Equal(isRun, (runs >> x & 1) != 0);
                var isEdge = x is >= 4 and <= 32 && !isRun && row[(x - 4)..x].Distinct().Count() == 1;
                Assert.True(!isEdge || (bits >> x & 1) != 0, $"{x} of {string.Join(' ', row)}");
                Assert.True(x is >= 4 and <= 32 || (bits >> x & 1) == 0);
            }
        }
    }

    [Fact]
    public void A_name_is_that_of_thirty_two_pixels_wherever_they_lie()
    {
        for (var round = 0; round < 500; round++)
        {
            var run = Enumerable.Range(0, 36).Select(_ => (uint)random.Next(1 << 24)).ToArray();
            var (one, other) = (random.Next(4, 33), random.Next(4, 33));
            Assert.Equal(Name(run, one), Name(run, other));
            Assert.NotEqual(Name(run, one), Name([.. run[..4], run[4] ^ 0x10, .. run[5..]], other));
        }
    }

    [Fact]
    public void A_flat_row_has_no_anchors() =>
        Assert.Equal(0ul, RowAnchors.Find(ref MemoryMarshal.AsBytes(Noisy([.. Enumerable.Repeat(0x010101u, 64)]))[0], out _));

    /// <summary>The name of what begins with the fifth pixel of a run, in a row of other pixels.</summary>
    ulong Name(uint[] run, int at)
    {
        var row = Enumerable.Range(0, 64).Select(_ => (uint)random.Next(1 << 24)).ToArray();
        run.CopyTo(row, at - 4);
        ref var start = ref MemoryMarshal.AsBytes(Noisy(row))[0];
        RowAnchors.Find(ref start, out var runs);
        return RowAnchors.Name(ref start, at, runs);
    }

    Span<uint> Noisy(uint[] row) => row.Select(pixel => pixel & 0xFFFFFF | (uint)random.Next(256) << 24).ToArray();
}
