using System.Buffers.Binary;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>Asks a descriptor what it is: <c>linux/vfio.h</c>. Changes nothing.</summary>
static class VfioProbe
{
    const int ConfigRegion = 7;
    const int ClassOffset = 11;
    const byte DisplayClass = 3;

    /// <summary>Whether it is a VFIO device at all.</summary>
    internal static bool IsDevice(DeviceFd fd)
    {
        const int DeviceInfoBytes = 20;
        Span<byte> info = stackalloc byte[DeviceInfoBytes];
        info.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(info, DeviceInfoBytes);
        return VfioCalls.Call(fd, VfioAbi.VFIO_DEVICE_GET_INFO, info) >= 0;
    }

    /// <summary>
    /// Its ids and whether its class is that of display controllers, read from its configuration space, which lies where the device says:
    /// what is at the descriptor's start may be registers that must not be read. Null where it has none.
    /// </summary>
    internal static unsafe (PciIds Ids, bool IsDisplay)? ReadIds(DeviceFd fd)
    {
        Span<byte> header = stackalloc byte[16];
        if (VfioRegion.Read(new VfioCalls(fd), ConfigRegion, out var region) < 0 || region.SizeBytes < (ulong)header.Length)
            return null;
        fixed (byte* destination = header)
            if (Libc.Pread(fd, destination, (nuint)header.Length, (long)region.Offset) != header.Length)
                return null;
        return (
            new(BinaryPrimitives.ReadUInt16LittleEndian(header), BinaryPrimitives.ReadUInt16LittleEndian(header[2..])),
            header[ClassOffset] == DisplayClass);
    }
}
