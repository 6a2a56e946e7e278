using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices.Memory;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>
/// The cursor plane of a device with dma-buf planes. Drivers of region planes have none, and some answer with the primary plane when they are
/// asked for it. Belongs to one device; one thread at a time.
/// </summary>
sealed class VfioCursor(PlaneQuery query, PlaneMemories memories) : IDisposable
{
    readonly SoftCopy copies = new();
    readonly CursorPlane cursor = new();
    Cursor? last;

    /// <summary>The cursor as it is now. One that can't be known at this moment is as it was.</summary>
    /// <param name="primary">The primary plane of the same look.</param>
    internal Cursor? Read(in GfxPlaneInfo primary)
    {
        if (!query.IsDmabuf)
            return last = cursor.TakeNone();
        if (query.Query(VfioAbi.DRM_PLANE_TYPE_CURSOR, out var plane) < 0)
            return last;
        var isPrimary = plane.RegionIndexOrDmabufId == primary.RegionIndexOrDmabufId;
        if (plane.IsOff || isPrimary || Placement(plane) is not { } placement || !placement.IsNear)
            return last = cursor.TakeNone();
        var span = (int)placement.Layout.SpanBytes;
        if (memories.Find(plane, isDmabuf: true, span, out _) is not { } memory || memory.Bytes < span || !memory.TryRead(copies, 0, span, out var pixels))
            return last;
        return last = cursor.Take(placement, pixels);
    }

    public void Dispose() => copies.Dispose();

    static CursorPlacement? Placement(in GfxPlaneInfo plane) =>
        plane.Facts.Check("cursor plane", CursorImage.MaxSidePixels, out var layout) is null && layout.Tiling == Tiling.Linear
            ? new(
                layout, (int)plane.XPosition, (int)plane.YPosition,
                CursorPlacement.HotSpot(plane.XHot, plane.Width), CursorPlacement.HotSpot(plane.YHot, plane.Height))
            : null;
}
