using Scanout.Codecs.Motion;

namespace Scanout.Tests.Codecs.Motion;

/// <summary>Whatever happened between two pictures, what is found is right when carried out.</summary>
[Trait("Category", "Kernels")]
public sealed class AnyMotionTests
{
    [Theory]
    [InlineData(1, 1000), InlineData(2, 1000)]
    public void Every_move_that_is_found_is_right(int seed, int rounds)
    {
        var random = new Random(seed);
        var finder = new MotionFinder();
        var (moved, found) = (0, 0);
        for (var round = 0; round < rounds; round++)
        {
            var (width, height) = (random.Next(1, 301), random.Next(1, 201));
            var before = Picture(new Canvas(width, height), random);
            var after = before.Copy();
            for (var i = random.Next(1, 5); i > 0; i--)
                Change(after, random);
            var motion = new FoundMotion(before, after, finder);
            moved += motion.ChangedCells;
            found += motion.CoveredCells;
        }
        // So that the test does not come to pass by finding nothing.
        Assert.InRange((double)found / moved, 0.1, 1);
    }

    static Canvas Picture(Canvas canvas, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                return canvas.Photograph(0, 0, canvas.Width, canvas.Height, random);
            case 1:
                // Two colours at random in wide columns: much of it is to be found in many places.
                for (var y = 0; y < canvas.Height; y++)
                    for (var x = 0; x < canvas.Width; x++)
                        canvas[x, y] = x % 9 == 0 || y % 7 == 0 ? (uint)random.Next(2) : 2;
                return canvas;
            default:
                canvas.Text(0, 0, canvas.Width, canvas.Height, random);
                if (random.Next(2) == 0)
                    canvas.Fill(
                        random.Next(canvas.Width), random.Next(canvas.Height), random.Next(100), random.Next(100),
                        (uint)random.Next(1 << 24));
                return canvas;
        }
    }

    static void Change(Canvas canvas, Random random)
    {
        var (x, y) = (random.Next(canvas.Width), random.Next(canvas.Height));
        var (wide, high) = (random.Next(1, canvas.Width - x + 1), random.Next(1, canvas.Height - y + 1));
        if (random.Next(3) == 0)
            (x, y, wide, high) = (0, 0, canvas.Width, canvas.Height);
        switch (random.Next(6))
        {
            case 0 or 1:
                canvas.Scroll(x, y, wide, high, 0, random.Next(-high, high), random);
                break;
            case 2:
                canvas.Scroll(x, y, wide, high, random.Next(-wide, wide), random.Next(2) * random.Next(-high, high), random);
                break;
            case 3:
                canvas.Move(x, y, wide, high, random.Next(-60, 60), random.Next(-60, 60));
                break;
            case 4:
                for (var i = random.Next(40); i > 0; i--)
                    canvas[random.Next(canvas.Width), random.Next(canvas.Height)] ^= 0x404040;
                break;
            default:
                canvas.Fill(x, y, random.Next(1, 50), random.Next(1, 50), (uint)random.Next(1 << 24));
                break;
        }
    }
}
