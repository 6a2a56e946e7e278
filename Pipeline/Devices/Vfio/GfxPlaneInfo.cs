using System.Runtime.InteropServices;
using Scanout.Codecs.Pixels;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary><c>struct vfio_device_gfx_plane_info</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
struct GfxPlaneInfo
{
    internal uint ArgSize;
    internal uint Flags;
    internal uint DrmPlaneType;
    internal uint DrmFormat;
    internal ulong DrmFormatModifier;
    internal uint Width;
    internal uint Height;
    internal uint Stride;
    internal uint Size;
    internal uint XPosition;
    internal uint YPosition;
    internal uint XHot;
    internal uint YHot;

    /// <summary>Of a region plane the region's index, of a dma-buf plane the dma-buf's id.</summary>
    internal uint RegionIndexOrDmabufId;

    readonly uint reserved;

    /// <summary>Whether there is no picture: the kernel's way to say so is zeros, in whichever of them.</summary>
    internal readonly bool IsOff => DrmFormat == 0 || Size == 0 || Width == 0 || Height == 0;

    internal readonly PlaneFacts Facts => new(new Fourcc(DrmFormat), DrmFormatModifier, Width, Height, Stride, Size);
}
