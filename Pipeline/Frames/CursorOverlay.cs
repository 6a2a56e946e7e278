namespace Scanout.Pipeline.Frames;

/// <summary>Draws a display's cursor into pixels: for viewers that don't draw cursors themselves, and for exported recordings.</summary>
public static class CursorOverlay
{
    /// <summary>The pixels that a cursor covers; empty where there is none.</summary>
    public static PixelRectangle Area(Cursor? cursor) =>
        cursor is null ? default : new(cursor.XPixels, cursor.YPixels, cursor.Image.WidthPixels, cursor.Image.HeightPixels);

    /// <summary>Blends the cursor over the pixels of an area, by its alpha.</summary>
    /// <param name="cursor">The cursor, in the frame's coordinates.</param>
    /// <param name="area">What part of the frame the pixels are.</param>
    /// <param name="bgrx">The pixels, row by row without gaps.</param>
    public static void Draw(Cursor cursor, PixelRectangle area, Span<byte> bgrx)
    {
        var covered = Area(cursor).Intersect(area);
        for (var y = covered.Y; y < covered.Bottom; y++)
        {
            var source = cursor.Image.Bgra.Slice(
                ((y - cursor.YPixels) * cursor.Image.WidthPixels + covered.X - cursor.XPixels) * 4, covered.Width * 4);
            var target = bgrx.Slice(((y - area.Y) * area.Width + covered.X - area.X) * 4, covered.Width * 4);
            for (var i = 0; i < source.Length; i += 4)
                for (var channel = 0; channel < 3; channel++)
                    target[i + channel] = Blend(target[i + channel], source[i + channel], source[i + 3]);
        }
    }

    static byte Blend(byte below, byte above, byte alpha) => (byte)((above * alpha + below * (255 - alpha) + 127) / 255);
}
