using System.Runtime.InteropServices;
using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices.Regions;

namespace Scanout.Benchmarks.Spice.Peers;

/// <summary>A display region in a directory of its own. Owns both.</summary>
sealed class RegionScreen : Screen
{
    readonly RegionPublisher region;

    public RegionScreen(string directory, int width, int height)
        : base(width, height)
    {
        Folder = Directory.CreateDirectory(directory).FullName;
        region = RegionPublisher.Create(
            Path.Combine(Folder, "screen.region"), new PlaneLayout(PixelFormat.Xr24, Tiling.Linear, width, height, width * 4));
    }

    /// <summary>Where the region is published: it is the only one there.</summary>
    public string Folder { get; }

    public override void Show(ReadOnlySpan<uint> picture)
    {
        picture.CopyTo(MemoryMarshal.Cast<byte, uint>(region.Pixels));
        region.Publish();
    }

    public override void Dispose()
    {
        region.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
