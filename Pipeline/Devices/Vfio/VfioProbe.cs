using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>Asks a descriptor what it is: <c>linux/vfio.h</c>. Changes nothing.</summary>
static class VfioProbe
{
    const nuint GetInfo = 0x3b6b;
    const nuint GetRegionInfo = 0x3b6c;
    const int ConfigRegion = 7;
    const int ClassOffset = 11;
    const byte DisplayClass = 3;

    /// <summary>Whether it is a VFIO device at all.</summary>
    internal static unsafe bool IsDevice(DeviceFd fd)
    {
        var info = stackalloc uint[5];
        new Span<uint>(info, 5).Clear();
        info[0] = 5 * sizeof(uint);
        return Libc.Ioctl(fd, GetInfo, info) == 0;
    }

    /// <summary>
    /// Its ids and whether its class is that of display controllers, read from its configuration space, which lies where the device says:
    /// what is at the descriptor's start may be registers that must not be read. Null where it has none.
    /// </summary>
    internal static unsafe (PciIds Ids, bool IsDisplay)? ReadIds(DeviceFd fd)
    {
        var region = new RegionInfo { ArgumentBytes = (uint)sizeof(RegionInfo), Index = ConfigRegion };
        Span<byte> header = stackalloc byte[16];
        if (Libc.Ioctl(fd, GetRegionInfo, &region) != 0 || region.SizeBytes < (ulong)header.Length)
            return null;
        fixed (byte* destination = header)
            if (Libc.Pread(fd, destination, (nuint)header.Length, (long)region.Offset) != header.Length)
                return null;
        return (
            new(BinaryPrimitives.ReadUInt16LittleEndian(header), BinaryPrimitives.ReadUInt16LittleEndian(header[2..])),
            header[ClassOffset] == DisplayClass);
    }

    /// <summary><c>struct vfio_region_info</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct RegionInfo
    {
        internal uint ArgumentBytes;
        internal uint Flags;
        internal uint Index;
        internal uint CapabilityOffset;
        internal ulong SizeBytes;
        internal ulong Offset;
    }
}
