using Scanout.Codecs.Pixels;

namespace Scanout.Pipeline.Devices;

/// <summary>The pixels of a cursor plane as blue, green, red, alpha: small and rarely new, so one pixel after the other.</summary>
static class CursorPixels
{
    /// <param name="layout">Linear, at most 256 × 256 pixels.</param>
    /// <param name="plane">The layout's <see cref="PlaneLayout.SpanBytes"/>.</param>
    /// <returns>Width × height × 4 bytes; opaque where the format has no alpha.</returns>
    internal static byte[] ToBgra(in PlaneLayout layout, ReadOnlySpan<byte> plane)
    {
        var format = layout.Format;
        var bgra = new byte[layout.WidthPixels * layout.HeightPixels * 4];
        var to = 0;
        for (var y = 0; y < layout.HeightPixels; y++)
            for (var x = 0; x < layout.WidthPixels; x++, to += 4)
            {
                var from = plane.Slice(y * layout.StrideBytes + x * format.BytesPerPixel, format.BytesPerPixel);
                uint pixel = 0;
                for (var i = 0; i < from.Length; i++)
                    pixel |= (uint)from[i] << 8 * i;
                bgra[to] = Channel(pixel, format.BlueShift, format.BlueBits);
                bgra[to + 1] = Channel(pixel, format.GreenShift, format.GreenBits);
                bgra[to + 2] = Channel(pixel, format.RedShift, format.RedBits);
                bgra[to + 3] = format.HasAlpha ? (byte)(pixel >> 24) : (byte)0xFF;
            }
        return bgra;
    }

    /// <summary>A channel of 5 to 10 bits as 8: narrow ones repeat their top bits, wide ones lose their lowest.</summary>
    static byte Channel(uint pixel, int shift, int bits)
    {
        var value = pixel >> shift & (1u << bits) - 1;
        return (byte)(bits >= 8 ? value >> bits - 8 : value << 8 - bits | value >> 2 * bits - 8);
    }
}
