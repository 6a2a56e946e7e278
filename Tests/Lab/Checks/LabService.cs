using System.Globalization;
using Scanout.Hosting.Web;
using Scanout.Tests.EndToEnd;

namespace Scanout.Lab.Checks;

/// <summary>The service as the checks use it, with the bounds that a slow machine's clock needs.</summary>
static class LabService
{
    /// <summary>For whatever comes about by itself: the machine is emulated, and its clock is not to be trusted.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Above what is promised in a second: an emulated processor that others share may lose as much.</summary>
    public static readonly TimeSpan Second = TimeSpan.FromSeconds(8);

    public const string Socket = "/run/scanout/vfio.sock";

    /// <summary>Serves what is discovered in the ways that are named: <c>mdev</c>, <c>qemu</c>, <c>handover</c>.</summary>
    public static Task<ScanoutProcess> ServeAsync(params string[] ways) => ScanoutProcess.ServeAsync($$"""
        scanout.discovery {
          mdev = {{(ways.Contains("mdev") ? "on" : "off")}}
          qemu = {{(ways.Contains("qemu") ? "on" : "off")}}
          handover = "{{(ways.Contains("handover") ? Socket : "")}}"
        }
        """);

    public static Task<DisplayRecord> WaitForPictureAsync(this ScanoutProcess service, string name) =>
        service.WaitForDisplayAsync(name, display => display.State is "live" or "idle" && display.Frames > 0, Patience);

    public static async Task<RawViewer> WatchAsync(this ScanoutProcess service, string name, bool asksForSizes = false) =>
        await RawViewer.ConnectAsync((await service.WaitForPictureAsync(name)).Vnc!.Port, asksForSizes);

    /// <summary>The viewer sees the picture, colour for colour, once it has been sent what has changed.</summary>
    public static async Task AssertShowsAsync(this RawViewer viewer, int width, int height, byte[] picture)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!Shows(viewer, width, height, picture))
        {
            if (limit.IsCancellationRequested)
                Assert.Fail($"the viewer has {viewer.Width}×{viewer.Height} after {viewer.Updates} updates, and {Differing(viewer, picture)} pixels differ");
            await viewer.UpdateAsync();
        }
    }

    /// <summary>A metric's samples, added up.</summary>
    public static async Task<double> MetricAsync(this ScanoutProcess service, string name) =>
        (await service.Web.GetStringAsync("metrics")).Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Sum(line => double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture));

    /// <summary>The descriptors of VFIO devices that a process has.</summary>
    public static int[] VfioFdsOf(int process) =>
        [.. Directory.GetFiles($"/proc/{process}/fd").Where(path => new FileInfo(path).LinkTarget?.Contains("vfio-device", StringComparison.Ordinal) == true)
            .Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))];

    public static int DescriptorsOf(int process) => Directory.GetFiles($"/proc/{process}/fd").Length;

    static bool Shows(RawViewer viewer, int width, int height, byte[] picture) =>
        viewer.Width == width && viewer.Height == height && Differing(viewer, picture) == 0;

    static int Differing(RawViewer viewer, byte[] picture)
    {
        if (viewer.Bgrx.Length != picture.Length)
            return -1;
        var count = 0;
        for (var i = 0; i < picture.Length; i += 4)
            if (!viewer.Bgrx.AsSpan(i, 3).SequenceEqual(picture.AsSpan(i, 3)))
                count++;
        return count;
    }
}
