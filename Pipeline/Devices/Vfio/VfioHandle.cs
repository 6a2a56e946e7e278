using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>
/// An open VFIO device: its descriptor, what else must stay open with it, and what tells its end. Owned by one device, which lets go of all
/// mappings and dma-bufs first; then this closes the device, and last what stood behind it.
/// </summary>
/// <param name="device">The device's descriptor; taken over.</param>
/// <param name="life">Tells when it must be let go; taken over.</param>
/// <param name="behind">Group and container, or the iommufd, in the order in which they are closed; taken over.</param>
public sealed class VfioHandle(DeviceFd device, IDeviceLife life, params DeviceFd[] behind) : IDisposable
{
    public DeviceFd Device { get; } = device;

    public IDeviceLife Life { get; } = life;

    public void Dispose()
    {
        Device.Dispose();
        foreach (var fd in behind)
            fd.Dispose();
        Life.Dispose();
    }
}
