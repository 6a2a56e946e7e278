using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices.Memory;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Devices.Regions;

/// <summary>The cursor plane of a region, as objects that stay the same while it does. Belongs to one device.</summary>
/// <remarks>Its alpha is taken as it is stored, not premultiplied; a format without alpha is opaque.</remarks>
sealed class RegionCursor(PublishedMemory memory)
{
    /// <summary>A cursor further away than this is not on any display.</summary>
    const int MaxDistancePixels = 2 * PlaneLayout.MaxSidePixels;

    byte[] pixels = [];
    RegionPlane shown;
    Cursor? cursor;

    /// <summary>The cursor as it is now; null without a plane, or where the plane's memory is gone.</summary>
    internal Cursor? Read(RegionPlane? plane)
    {
        if (plane is not { } now
            || Math.Abs((long)now.XPixels) > MaxDistancePixels || Math.Abs((long)now.YPixels) > MaxDistancePixels
            || !memory.TryView(now.OffsetBytes, (int)now.Layout.SpanBytes, out var view))
            return cursor = null;

        // Compared is a copy: the publisher may change the view between comparing and converting.
        var isSameImage = cursor is not null && now.Layout == shown.Layout
            && (now.HotXPixels, now.HotYPixels) == (shown.HotXPixels, shown.HotYPixels) && view.SequenceEqual(pixels);
        if (!isSameImage)
        {
            pixels = view.ToArray();
            var bgra = CursorPixels.ToBgra(now.Layout, pixels);
            var image = new CursorImage(now.Layout.WidthPixels, now.Layout.HeightPixels, now.HotXPixels, now.HotYPixels, bgra);
            cursor = new(image, now.XPixels, now.YPixels);
        }
        else if ((now.XPixels, now.YPixels) != (shown.XPixels, shown.YPixels))
            cursor = cursor! with { XPixels = now.XPixels, YPixels = now.YPixels };
        shown = now;
        return cursor;
    }
}
