using System.Runtime.InteropServices;

namespace Scanout.Codecs.Text;

/// <summary>Fills rectangles of a picture, clipped to it.</summary>
public static class Rectangle
{
    /// <summary>One colour.</summary>
    /// <param name="bgrx">The picture's pixels.</param>
    /// <param name="widthPixels">Of the picture.</param>
    /// <param name="heightPixels">Of the picture.</param>
    /// <param name="strideBytes">From one row to the next.</param>
    /// <param name="x">Left edge.</param>
    /// <param name="y">Top edge.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="colour">0xRRGGBB.</param>
    public static void Fill(
        Span<byte> bgrx, int widthPixels, int heightPixels, int strideBytes, int x, int y, int width, int height, uint colour)
    {
        var (left, right) = (Math.Max(x, 0), Math.Min(x + width, widthPixels));
        for (var row = Math.Max(y, 0); row < Math.Min(y + height, heightPixels) && left < right; row++)
            MemoryMarshal.Cast<byte, uint>(bgrx.Slice(row * strideBytes + left * 4, (right - left) * 4)).Fill(0xFF000000 | colour);
    }

    /// <summary>What is there already, as seen through a colour.</summary>
    /// <param name="bgrx">The picture's pixels.</param>
    /// <param name="widthPixels">Of the picture.</param>
    /// <param name="heightPixels">Of the picture.</param>
    /// <param name="strideBytes">From one row to the next.</param>
    /// <param name="x">Left edge.</param>
    /// <param name="y">Top edge.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="colour">0xRRGGBB.</param>
    /// <param name="opacity">0 to 255.</param>
    public static void Blend(
        Span<byte> bgrx, int widthPixels, int heightPixels, int strideBytes, int x, int y, int width, int height, uint colour, int opacity)
    {
        // What becomes of each level of each channel: there are fewer of them than pixels.
        Span<byte> blue = stackalloc byte[256], green = stackalloc byte[256], red = stackalloc byte[256];
        Blend(blue, (byte)colour, opacity);
        Blend(green, (byte)(colour >> 8), opacity);
        Blend(red, (byte)(colour >> 16), opacity);
        var (left, right) = (Math.Max(x, 0), Math.Min(x + width, widthPixels));
        for (var row = Math.Max(y, 0); row < Math.Min(y + height, heightPixels) && left < right; row++)
            foreach (ref var pixel in MemoryMarshal.Cast<byte, uint>(bgrx.Slice(row * strideBytes + left * 4, (right - left) * 4)))
                pixel = pixel & 0xFF000000 | (uint)red[(byte)(pixel >> 16)] << 16 | (uint)green[(byte)(pixel >> 8)] << 8 | blue[(byte)pixel];
    }

    static void Blend(Span<byte> levels, byte towards, int opacity)
    {
        for (var level = 0; level < levels.Length; level++)
            levels[level] = (byte)(level + (towards - level) * opacity / 255);
    }
}
