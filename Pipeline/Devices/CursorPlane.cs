using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Devices;

/// <summary>A device's cursor plane as objects that stay the same while it does. Belongs to one device.</summary>
/// <remarks>Its alpha is taken as it is stored, not premultiplied; a format without alpha is opaque.</remarks>
sealed class CursorPlane
{
    byte[] pixels = [];
    CursorPlacement shown;
    Cursor? cursor;

    /// <summary>There is no cursor.</summary>
    internal Cursor? TakeNone() => cursor = null;

    /// <summary>The cursor as it is now.</summary>
    /// <param name="now">Where it is.</param>
    /// <param name="view">Its pixels: the layout's <see cref="Codecs.Pixels.PlaneLayout.SpanBytes"/>.</param>
    internal Cursor Take(in CursorPlacement now, ReadOnlySpan<byte> view)
    {
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
        return cursor!;
    }
}
