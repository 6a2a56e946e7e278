using Microsoft.Extensions.Time.Testing;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks.Spice;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Sinks.Spice;

public sealed class SpiceDisplayPlanTests
{
    [Fact]
    public void Nothing_is_drawn_over_a_stream_however_much_changes_around_it()
    {
        var random = new Random(11);
        var (pool, time, device) = (new TilePool(), new FakeTimeProvider(), new PaintedDevice(1024, 768));
        using (var surface = new Surface("vm", pool, time))
        using (var capture = new DisplayCapture(device, surface))
        using (var plan = new SpiceDisplayPlan(surface))
        {
            device.FillRandom(random);
            capture.Poll();
            for (var round = 0; round < 40; round++)
            {
                var stream = new PixelRectangle(64 * random.Next(6), 64 * random.Next(4), 64 * random.Next(4, 10), 64 * random.Next(3, 8));
                using (var held = new HeldFrame(surface))
                {
                    plan.Picture.Reset(1024, 768);
                    plan.Make(held.Frame, default, mayCopy: false);
                    plan.Done(held.Frame, plan.Areas.Count);
                }
                for (var i = random.Next(1, 400); i > 0; i--)
                    device.SetPixel(random.Next(1024), random.Next(768), (uint)random.Next());
                capture.Poll();
                using var next = new HeldFrame(surface);
                plan.Make(next.Frame, stream, mayCopy: true);
                Assert.All(plan.Areas, area => Assert.True(area.Intersect(stream).IsEmpty, $"{area} is drawn over {stream}"));
                Assert.InRange(plan.Areas.Count + plan.Fills.Count + plan.Moves.Count, 0, SpiceDisplayPlan.MaxDraws - 1);
            }
        }
        Assert.Equal(0, pool.TilesOut);
    }
}
