using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Regions;

/// <summary>A display region at a path: a file, or a link to somebody's memory file.</summary>
public sealed class RegionSource(string path, TimeProvider time) : IDeviceSource
{
    readonly string path = Path.GetFullPath(path);

    public string Description => $"region {path}";

    public IDisplayDevice Open() => new DisplayRegionDevice(PublishedMemory.Open(path, "region file"), Description, time);
}
