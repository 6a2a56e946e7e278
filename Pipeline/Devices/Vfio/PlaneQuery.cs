using System.Runtime.InteropServices;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>
/// Asks a device for its planes. A driver has one of two types of plane, which it tells when it is probed; some say yes to one and then have only
/// the other. Belongs to one device.
/// </summary>
sealed class PlaneQuery
{
    readonly IVfioCalls calls;
    bool canSwitch;

    PlaneQuery(IVfioCalls calls, uint type, bool hasBoth) => (this.calls, Type, canSwitch) = (calls, type, hasBoth);

    /// <summary>Region or dma-buf, as the kernel's flag.</summary>
    internal uint Type { get; private set; }

    internal bool IsDmabuf => Type == VfioAbi.VFIO_GFX_PLANE_TYPE_DMABUF;

    /// <summary>Probes a device: dma-bufs first, as QEMU does.</summary>
    /// <exception cref="DeviceException">It has no display.</exception>
    internal static PlaneQuery Of(IVfioCalls calls, string description)
    {
        var dmabuf = Probe(calls, VfioAbi.VFIO_GFX_PLANE_TYPE_DMABUF);
        var region = Probe(calls, VfioAbi.VFIO_GFX_PLANE_TYPE_REGION);
        if (dmabuf == 0)
            return new(calls, VfioAbi.VFIO_GFX_PLANE_TYPE_DMABUF, hasBoth: region == 0);
        if (region == 0)
            return new(calls, VfioAbi.VFIO_GFX_PLANE_TYPE_REGION, hasBoth: false);
        var isGone = -dmabuf is Libc.ENODEV or Libc.ENXIO or Libc.EIO;
        throw isGone
            ? SystemError.Exception($"{description} does not answer", -dmabuf)
            : new DeviceException(
                $"{description} has no display that the host can read: its driver offers none of VFIO's planes. A GPU or virtual function that is "
                + "passed through whole shows its picture to its VM alone; of vGPUs, the vendor's display option must be on")
            { IsLasting = true };
    }

    /// <summary>
    /// From now on asks for region planes, of a device that has said yes to both types and whose dma-bufs can't be had. False where it has not, or
    /// that was done already.
    /// </summary>
    internal bool TrySwitch()
    {
        if (!canSwitch)
            return false;
        (canSwitch, Type) = (false, VfioAbi.VFIO_GFX_PLANE_TYPE_REGION);
        return true;
    }

    /// <summary>A plane as it is now. Some drivers answer that a plane is off by writing nothing: so it is asked with zeros.</summary>
    /// <returns>0, or a negative errno: then the plane is not known at this moment.</returns>
    internal int Query(uint planeType, out GfxPlaneInfo plane) => Query(calls, Type, planeType, out plane);

    static int Probe(IVfioCalls calls, uint type) =>
        Query(calls, type | VfioAbi.VFIO_GFX_PLANE_TYPE_PROBE, planeType: 0, out _);

    static int Query(IVfioCalls calls, uint flags, uint planeType, out GfxPlaneInfo plane)
    {
        plane = default;
        (plane.ArgSize, plane.Flags, plane.DrmPlaneType) = ((uint)Marshal.SizeOf<GfxPlaneInfo>(), flags, planeType);
        return calls.Call(VfioAbi.VFIO_DEVICE_QUERY_GFX_PLANE, MemoryMarshal.AsBytes(new Span<GfxPlaneInfo>(ref plane)));
    }
}
