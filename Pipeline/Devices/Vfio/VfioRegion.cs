using System.Buffers.Binary;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>A region of a device: <c>struct vfio_region_info</c>, with the type that its capability tells.</summary>
/// <param name="Flags">What may be done with it.</param>
/// <param name="SizeBytes">0 = there is no such region.</param>
/// <param name="Offset">Where it lies in the device's file.</param>
/// <param name="Type">Of <c>VFIO_REGION_INFO_CAP_TYPE</c>; 0 where it has no such capability.</param>
/// <param name="Subtype">Likewise.</param>
readonly record struct VfioRegion(uint Flags, ulong SizeBytes, ulong Offset, uint Type, uint Subtype)
{
    /// <summary>Of the structure without capabilities.</summary>
    const int InfoBytes = 32;

    /// <summary>Capabilities that take more are none that we know.</summary>
    const int MaxInfoBytes = 4096;

    const int ArgSizeAt = 0, FlagsAt = 4, IndexAt = 8, CapOffsetAt = 12, SizeAt = 16, OffsetAt = 24;
    const int CapIdAt = 0, CapNextAt = 4, CapTypeAt = 8, CapSubtypeAt = 12, CapTypeBytes = 16;

    internal bool CanMap => (Flags & VfioAbi.VFIO_REGION_INFO_FLAG_MMAP) != 0;

    internal bool IsEdid => Type == VfioAbi.VFIO_REGION_TYPE_GFX && Subtype == VfioAbi.VFIO_REGION_SUBTYPE_GFX_EDID;

    /// <summary>How many regions the device says it has. Display regions may have a number beyond.</summary>
    internal static int Count(IVfioCalls calls)
    {
        const int DeviceInfoBytes = 20, NumRegionsAt = 8;
        Span<byte> info = stackalloc byte[DeviceInfoBytes];
        info.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(info, DeviceInfoBytes);
        return calls.Call(VfioAbi.VFIO_DEVICE_GET_INFO, info) < 0
            ? 0
            : (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(info[NumRegionsAt..]), 256);
    }

    /// <summary>
    /// Asks for a region. The structure is first asked for without capabilities: some drivers refuse one that is longer than what they have to say.
    /// </summary>
    /// <returns>0, or a negative errno.</returns>
    internal static int Read(IVfioCalls calls, uint index, out VfioRegion region)
    {
        region = default;
        Span<byte> info = stackalloc byte[InfoBytes];
        var result = Ask(calls, index, info);
        if (result < 0)
            return result;
        region = Parse(info);
        var wholeBytes = BinaryPrimitives.ReadUInt32LittleEndian(info[ArgSizeAt..]);
        if ((region.Flags & VfioAbi.VFIO_REGION_INFO_FLAG_CAPS) == 0 || wholeBytes is <= InfoBytes or > MaxInfoBytes)
            return 0;
        Span<byte> whole = stackalloc byte[(int)wholeBytes];
        if (Ask(calls, index, whole) >= 0)
            region = Parse(whole);
        return 0;
    }

    static int Ask(IVfioCalls calls, uint index, Span<byte> info)
    {
        info.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(info[ArgSizeAt..], info.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(info[IndexAt..], index);
        return calls.Call(VfioAbi.VFIO_DEVICE_GET_REGION_INFO, info);
    }

    static VfioRegion Parse(ReadOnlySpan<byte> info)
    {
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(info[FlagsAt..]);
        var (type, subtype) = (flags & VfioAbi.VFIO_REGION_INFO_FLAG_CAPS) != 0 ? FindType(info) : (0u, 0u);
        return new(
            flags, BinaryPrimitives.ReadUInt64LittleEndian(info[SizeAt..]), BinaryPrimitives.ReadUInt64LittleEndian(info[OffsetAt..]), type, subtype);
    }

    /// <summary>Follows the chain of capabilities, each of which lies behind the one before.</summary>
    static (uint Type, uint Subtype) FindType(ReadOnlySpan<byte> info)
    {
        var (last, at) = (0, Number(info, CapOffsetAt));
        while (at > last && at <= info.Length - CapTypeBytes)
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(info[(at + CapIdAt)..]) == VfioAbi.VFIO_REGION_INFO_CAP_TYPE)
                return ((uint)Number(info, at + CapTypeAt), (uint)Number(info, at + CapSubtypeAt));
            (last, at) = (at, Number(info, at + CapNextAt));
        }
        return default;
    }

    static int Number(ReadOnlySpan<byte> info, int at) => BinaryPrimitives.ReadInt32LittleEndian(info[at..]);
}
