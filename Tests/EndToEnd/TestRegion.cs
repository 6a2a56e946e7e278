using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices.Regions;
using Scanout.Tests.EndToEnd.Peers;

namespace Scanout.Tests.EndToEnd;

/// <summary>A region that a test publishes, and the picture that a viewer of it must show.</summary>
public sealed class TestRegion : IDisposable
{
    public TestRegion(string directory, string name, int widthPixels, int heightPixels, PixelFormat? format = null)
    {
        format ??= PixelFormat.Xr24;
        // Rows end with bytes that are no pixels.
        var strideBytes = widthPixels * format.BytesPerPixel + 64;
        Publisher = RegionPublisher.Create(
            Path.Combine(directory, $"{name}.region"), new PlaneLayout(format, Tiling.Linear, widthPixels, heightPixels, strideBytes));
    }

    public RegionPublisher Publisher { get; }

    /// <summary>Text-like blocks, a gradient and noise, different for each seed.</summary>
    public void Paint(int seed)
    {
        var (layout, random) = (Publisher.Layout, new Random(seed));
        var pixels = Publisher.Pixels;
        for (var y = 0; y < layout.HeightPixels; y++)
            for (var x = 0; x < layout.WidthPixels; x++)
            {
                var pixel = pixels.Slice(y * layout.StrideBytes + x * layout.Format.BytesPerPixel, layout.Format.BytesPerPixel);
                if (y < layout.HeightPixels / 3)
                    pixel.Fill((x / 7 + y / 5 + seed) % 3 == 0 ? (byte)0xFF : (byte)0x11);
                else if (y < layout.HeightPixels * 2 / 3)
                    for (var i = 0; i < pixel.Length; i++)
                        pixel[i] = (byte)((x + y * i + seed) / 2);
                else
                    random.NextBytes(pixel);
            }
        Publisher.Publish();
    }

    /// <summary>All rows go up; those that went come again below.</summary>
    public void ScrollUp(int lines)
    {
        var pixels = Publisher.Pixels;
        var bytes = lines * Publisher.Layout.StrideBytes;
        var gone = pixels[..bytes].ToArray();
        pixels[bytes..].CopyTo(pixels);
        gone.CopyTo(pixels[^bytes..]);
        Publisher.Publish();
    }

    /// <summary>The picture, channel for channel: narrow ones widened by repeating their bits, wide ones cut to their top 8.</summary>
    public Picture Expected()
    {
        var (layout, format) = (Publisher.Layout, Publisher.Layout.Format);
        var pixels = Publisher.Pixels;
        var rgb = new byte[layout.WidthPixels * layout.HeightPixels * 3];
        for (int y = 0, at = 0; y < layout.HeightPixels; y++)
            for (var x = 0; x < layout.WidthPixels; x++, at += 3)
            {
                var value = 0u;
                for (var i = 0; i < format.BytesPerPixel; i++)
                    value |= (uint)pixels[y * layout.StrideBytes + x * format.BytesPerPixel + i] << 8 * i;
                rgb[at] = Widen(value >> format.RedShift, format.RedBits);
                rgb[at + 1] = Widen(value >> format.GreenShift, format.GreenBits);
                rgb[at + 2] = Widen(value >> format.BlueShift, format.BlueBits);
            }
        return new Picture(layout.WidthPixels, layout.HeightPixels, rgb);
    }

    public void Dispose() => Publisher.Dispose();

    static byte Widen(uint value, int bits)
    {
        value &= (1u << bits) - 1;
        return bits >= 8 ? (byte)(value >> (bits - 8)) : (byte)(value << (8 - bits) | value >> (2 * bits - 8));
    }
}
