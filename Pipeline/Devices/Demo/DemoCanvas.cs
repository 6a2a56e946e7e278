using System.Runtime.InteropServices;
using Scanout.Codecs.Text;

namespace Scanout.Pipeline.Devices.Demo;

/// <summary>A picture that a scene is painted on: XR24, row by row without gaps. What lies outside of it is left out.</summary>
sealed class DemoCanvas(int widthPixels, int heightPixels)
{
    readonly byte[] pixels = GC.AllocateArray<byte>(widthPixels * heightPixels * 4, pinned: true);

    public int Width => widthPixels;

    public int Height => heightPixels;

    public int StrideBytes => widthPixels * 4;

    public Span<byte> Pixels => pixels;

    public Span<uint> Row(int y) => MemoryMarshal.Cast<byte, uint>(pixels.AsSpan(y * StrideBytes, StrideBytes));

    public void Fill(int x, int y, int width, int height, uint colour) =>
        Rectangle.Fill(pixels, Width, Height, StrideBytes, x, y, width, height, colour);

    public void Blend(int x, int y, int width, int height, uint colour, int opacity) =>
        Rectangle.Blend(pixels, Width, Height, StrideBytes, x, y, width, height, colour, opacity);

    public void Text(string text, int x, int y, uint colour, int scale = 1) =>
        BitmapFont.Draw(text, pixels, Width, Height, StrideBytes, x, y, colour, scale);

    /// <summary>A window's frame: shadow, title bar, body.</summary>
    public void Window(int x, int y, int width, int height, string title, uint body)
    {
        for (var spread = 6; spread > 0; spread -= 2)
            Blend(x - spread + 3, y - spread + 5, width + 2 * spread, height + 2 * spread, 0, 36);
        Fill(x, y, width, height, 0x2B3138);
        Fill(x + 1, y + 22, width - 2, height - 23, body);
        Text(title, x + 10, y + 6, 0xD8DEE6);
        foreach (var (offset, colour) in (ReadOnlySpan<(int, uint)>)[(16, 0xE0605Au), (32, 0xE0B64Au), (48, 0x62B75Au)])
            Fill(x + width - offset, y + 7, 9, 9, colour);
    }

    /// <summary>Whatever another canvas of the same size shows.</summary>
    public void CopyFrom(DemoCanvas other) => other.pixels.CopyTo(pixels, 0);
}
