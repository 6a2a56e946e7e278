using Scanout.Codecs.Edid;
using Scanout.Pipeline.Devices.Memory;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>
/// A device's EDID region: the monitor that the guest believes to have (<c>struct vfio_region_gfx_edid</c>). A new one is shown as a person would do
/// it: the cable out, another monitor, the cable in again. Belongs to one device; one thread at a time.
/// </summary>
/// <remarks>
/// Registers are read and written by aligned words. The size goes before the blob, since some drivers bound the blob by it; others check nothing, so
/// that what was written is read back.
/// </remarks>
sealed class VfioEdid
{
    /// <summary>The guest's driver is to see the cable out.</summary>
    static readonly TimeSpan Unplugged = TimeSpan.FromMilliseconds(100);

    const int OffsetAt = 0, MaxBytesAt = 4, BytesAt = 8, MaxXAt = 12, MaxYAt = 16, LinkStateAt = 20;

    readonly DeviceFd device;
    readonly VfioRegion region;
    readonly TimeProvider time;
    (int Width, int Height) shown;
    long unpluggedSince;

    VfioEdid(DeviceFd device, in VfioRegion region, TimeProvider time) => (this.device, this.region, this.time) = (device, region, time);

    /// <summary>The device's EDID region, or null where it has none.</summary>
    internal static VfioEdid? Find(IVfioCalls calls, DeviceFd device, TimeProvider time)
    {
        for (var index = 0u; index < VfioRegion.Count(calls); index++)
            if (VfioRegion.Read(calls, index, out var region) >= 0 && region.IsEdid)
                return new(device, region, time);
        return null;
    }

    /// <summary>Whether the cable is out.</summary>
    internal bool IsChanging { get; private set; }

    /// <summary>Shows the guest a monitor of that size; <see cref="TryFinish"/> has to be called until it is done.</summary>
    internal ResizeAnswer Begin(int widthPixels, int heightPixels)
    {
        if (shown == (widthPixels, heightPixels))
            return ResizeAnswer.Forwarded;
        if (Read(OffsetAt) is not { } blobAt || Read(MaxBytesAt) is not { } maxBytes || Read(MaxXAt) is not { } maxX || Read(MaxYAt) is not { } maxY)
            return ResizeAnswer.Failed;
        Span<byte> blob = stackalloc byte[EdidWriter.MaxBytes];
        if (maxX > int.MaxValue || maxY > int.MaxValue)
            return ResizeAnswer.Failed;
        var refusal = EdidWriter.Write(
            widthPixels, heightPixels, (int)maxX, (int)maxY, blob[..(int)Math.Min(maxBytes, EdidWriter.MaxBytes)], out var bytes);
        if (refusal is not null)
            return ResizeAnswer.Impossible;
        blob = blob[..bytes];
        if (!Write(LinkStateAt, VfioAbi.VFIO_DEVICE_GFX_LINK_STATE_DOWN))
            return ResizeAnswer.Failed;
        (IsChanging, unpluggedSince) = (true, time.GetTimestamp());
        Span<byte> taken = stackalloc byte[bytes];
        var isTaken = EdidReader.Read(blob, out _) is null && Write(BytesAt, (uint)bytes) && TryWrite(blobAt, blob) && Read(BytesAt) == bytes && TryRead(blobAt, taken) && taken.SequenceEqual(blob);
        shown = isTaken ? (widthPixels, heightPixels) : default;
        return isTaken ? ResizeAnswer.Forwarded : ResizeAnswer.Failed;
    }

    /// <summary>Puts the cable in once the time has come. True where nothing is left to be done.</summary>
    internal bool TryFinish()
    {
        if (!IsChanging)
            return true;
        if (time.GetElapsedTime(unpluggedSince) < Unplugged)
            return false;
        IsChanging = false;
        if (!Write(LinkStateAt, VfioAbi.VFIO_DEVICE_GFX_LINK_STATE_UP))
            shown = default;
        return true;
    }

    uint? Read(int register)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        return TryRead((uint)register, bytes) ? BitConverter.ToUInt32(bytes) : null;
    }

    bool Write(int register, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BitConverter.TryWriteBytes(bytes, value);
        return TryWrite((uint)register, bytes);
    }

    unsafe bool TryRead(uint at, Span<byte> bytes)
    {
        fixed (byte* start = bytes)
            return Libc.Pread(device, start, (nuint)bytes.Length, (long)region.Offset + at) == bytes.Length;
    }

    unsafe bool TryWrite(uint at, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
            return Libc.Pwrite(device, start, (nuint)bytes.Length, (long)region.Offset + at) == bytes.Length;
    }
}
