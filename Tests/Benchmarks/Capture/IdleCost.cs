using System.Diagnostics;
using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices.Regions;

namespace Scanout.Benchmarks.Capture;

/// <summary>
/// What the built service costs while sixteen 1920×1080 displays rest and nobody watches: its processor time, as Linux counts it, over half a minute
/// after it has settled. The regions do not count their updates, so that every look compares pixels.
/// </summary>
static class IdleCost
{
    const int Displays = 16;

    static readonly TimeSpan Settling = TimeSpan.FromSeconds(25);
    static readonly TimeSpan Measured = TimeSpan.FromSeconds(30);

    public static void Measure(string program)
    {
        var directory = Directory.CreateTempSubdirectory("scanout-idle").FullName;
        var configuration = Path.Combine(directory, "idle.hocon");
        File.WriteAllText(configuration, $"scanout {{ web.port = 0, vnc.ports = \"0\", discovery.regions = \"{directory}\" }}");
        var layout = new PlaneLayout(PixelFormat.Xr24, Tiling.Linear, 1920, 1080, 1920 * 4);
        var regions = Enumerable.Range(0, Displays).Select(number => RegionPublisher.Create(
            Path.Combine(directory, $"idle-{number}.region"), layout, new RegionPublisherOptions { Counts = false })).ToList();
        regions.ForEach(region => new Random(1).NextBytes(region.Pixels));
        using var service = Process.Start(new ProcessStartInfo(program, ["serve", "--config", configuration]))!;
        try
        {
            Thread.Sleep(Settling);
            service.Refresh();
            var before = service.TotalProcessorTime;
            Thread.Sleep(Measured);
            service.Refresh();
            var used = service.TotalProcessorTime - before;
            Console.WriteLine($"{Displays} idle displays: {used / Measured:P2} of one core");
        }
        finally
        {
            service.Kill();
            service.WaitForExit();
            regions.ForEach(region => region.Dispose());
            Directory.Delete(directory, recursive: true);
        }
    }
}
