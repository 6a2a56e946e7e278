using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices.Memory;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>
/// The display of a vGPU, by the kernel's VFIO interface (<c>linux/vfio.h</c>, <c>VFIO_DEVICE_QUERY_GFX_PLANE</c>): at each look the driver is asked where
/// the picture lies now, in a region of the device or in a dma-buf. There is no sign of damage and none of a vertical blank, so pixels are compared.
/// </summary>
/// <remarks>
/// A query that fails is one of a moment in which the guest switches its mode: the picture stays, and it is refused only where that goes on. The
/// memory is let go before the device.
/// </remarks>
public sealed class VfioDevice : IDisplayDevice
{
    /// <summary>How long the driver may fail to say where the picture is, before that is told.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    const string OffReason =
        "no picture is set up on the vGPU: the VM is off, its display is, or its guest has no driver for it yet; firmware and boot are drawn on the VM's own VGA";

    readonly VfioHandle handle;
    readonly PlaneQuery query;
    readonly PlaneMemories memories;
    readonly VfioCursor cursor;
    readonly VfioEdid? edid;
    readonly string? domain;
    readonly string? driver;
    readonly TimeProvider time;
    readonly SoftCopy copies = new();
    readonly ReadBuffer partlyRead = new();
    long? failingSince;

    // What the last look that was Ready saw.
    GfxPlaneInfo plane;
    PlaneLayout layout;
    PlaneMemory? memory;

    internal VfioDevice(VfioHandle handle, IVfioCalls calls, IVfioOpening opening, TimeProvider time)
    {
        (this.handle, this.time, Description, Id) = (handle, time, opening.Description, opening.Id);
        (domain, driver) = (opening.Domain, opening.Driver);
        query = PlaneQuery.Of(calls, opening.Description);
        memories = new(calls, handle.Device);
        cursor = new(query, memories);
        edid = opening.IsEdidForeign ? null : VfioEdid.Find(calls, handle.Device, time);
    }

    public string Description { get; }

    public Guid Id { get; }

    public DeviceFacts Facts => new(domain, driver, query.IsDmabuf ? "dmabuf" : "region");

    public PlaneLook Look()
    {
        memory = null;
        if (handle.Life.EndReason is { } reason)
            return PlaneLook.Lost(reason);
        if (edid is { IsChanging: true } && !edid.TryFinish())
            return PlaneLook.Pending;
        var result = query.Query(VfioAbi.DRM_PLANE_TYPE_PRIMARY, out plane);
        if (-result is Libc.ENODEV or Libc.ENXIO)
            return PlaneLook.Lost($"the device is gone: {SystemError.Text(-result)}");
        if (result < 0)
            return LookAtFailure($"the driver does not say where the picture is (VFIO_DEVICE_QUERY_GFX_PLANE): {SystemError.Text(-result)}");
        if (plane.IsOff)
        {
            failingSince = null;
            return PlaneLook.Disabled(OffReason);
        }
        if (plane.Facts.Check("primary plane", PlaneLayout.MaxSidePixels, out layout) is { } refusal)
            return PlaneLook.Refused(refusal);
        memory = memories.Find(plane, query.IsDmabuf, layout.SpanBytes, out refusal);
        if (memory is null)
            return query.IsDmabuf && query.TrySwitch() ? Look() : LookAtFailure(refusal!);
        failingSince = null;
        return PlaneLook.Ready(layout);
    }

    public bool TryReadRows(int firstRow, int rowCount, out ReadOnlySpan<byte> rows)
    {
        if (memory is null)
            throw new InvalidOperationException("rows are read after a look that was Ready");
        var (offset, bytes) = ((long)layout.StrideBytes * firstRow, (int)layout.RangeBytes(firstRow, rowCount));
        if (offset + bytes <= memory.Bytes)
            return memory.TryRead(copies, offset, bytes, out rows);
        return TryReadPart(offset, bytes, out rows);
    }

    public Cursor? ReadCursor() => cursor.Read(plane);

    public ResizeAnswer Resize(int widthPixels, int heightPixels) =>
        edid is null ? ResizeAnswer.Unsupported : edid.Begin(widthPixels, heightPixels);

    /// <summary>Lets go of the memory, then of the device: the driver's own order.</summary>
    public void Dispose()
    {
        memory = null;
        memories.Dispose();
        handle.Dispose();
        cursor.Dispose();
        copies.Dispose();
        partlyRead.Dispose();
    }

    /// <summary>The last rows of a dma-buf that ends within a page: what can't be mapped is black.</summary>
    bool TryReadPart(long offset, int bytes, out ReadOnlySpan<byte> rows)
    {
        var whole = partlyRead.Take(bytes);
        whole.Clear();
        rows = whole;
        var there = (int)Math.Clamp(memory!.Bytes - offset, 0, bytes);
        if (there == 0)
            return true;
        var isRead = memory.TryRead(copies, offset, there, out var part);
        part.CopyTo(whole);
        return isRead;
    }

    PlaneLook LookAtFailure(string reason)
    {
        failingSince ??= time.GetTimestamp();
        return time.GetElapsedTime(failingSince.Value) < Patience ? PlaneLook.Pending : PlaneLook.Refused(reason);
    }
}
