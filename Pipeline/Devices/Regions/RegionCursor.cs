using Scanout.Pipeline.Devices.Memory;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Devices.Regions;

/// <summary>The cursor plane of a region. Belongs to one device.</summary>
sealed class RegionCursor(PublishedMemory memory)
{
    readonly CursorPlane plane = new();

    /// <summary>The cursor as it is now; null without a plane, or where the plane's memory is gone.</summary>
    internal Cursor? Read(RegionPlane? described) =>
        described is { } now && now.Cursor.IsNear && memory.TryView(now.OffsetBytes, (int)now.Layout.SpanBytes, out var view)
            ? plane.Take(now.Cursor, view)
            : plane.TakeNone();
}
