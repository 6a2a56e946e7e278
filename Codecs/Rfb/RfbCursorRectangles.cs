using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Scanout.Codecs.Rfb;

/// <summary>
/// The cursor's shape in the other two forms that clients may know beside Cursor (rfbproto, «Cursor With Alpha Pseudo-encoding» and «X
/// Cursor Pseudo-encoding»). Shapes are rows of blue, green, red, alpha, not premultiplied.
/// </summary>
public static class RfbCursorRectangles
{
    const byte Opaque = 0x80;

    /// <summary>
    /// Cursor With Alpha: raw pixels of red, green, blue, alpha, whatever the client's format, the colours premultiplied. No size is no
    /// cursor.
    /// </summary>
    public static void WriteWithAlpha(IBufferWriter<byte> output, int hotX, int hotY, int width, int height, ReadOnlySpan<byte> bgra)
    {
        RfbServerMessages.WriteRectangleHeader(output, hotX, hotY, width, height, RfbEncoding.CursorWithAlpha);
        var pixelBytes = width * height * 4;
        var bytes = output.GetSpan(4 + pixelBytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes, RfbEncoding.Raw);
        for (var at = 0; at < pixelBytes; at += 4)
        {
            var alpha = bgra[at + 3];
            bytes[4 + at] = Premultiply(bgra[at + 2], alpha);
            bytes[5 + at] = Premultiply(bgra[at + 1], alpha);
            bytes[6 + at] = Premultiply(bgra[at], alpha);
            bytes[7 + at] = alpha;
        }
        output.Advance(4 + pixelBytes);
    }

    /// <summary>
    /// X Cursor: two colours, the means of the bright and of the dark pixels, a bit for each bright pixel, and a bit for each opaque one.
    /// </summary>
    public static void WriteTwoColours(IBufferWriter<byte> output, int hotX, int hotY, int width, int height, ReadOnlySpan<byte> bgra)
    {
        RfbServerMessages.WriteRectangleHeader(output, hotX, hotY, width, height, RfbEncoding.XCursor);
        if (width == 0 || height == 0)
            return;
        var strideBytes = (width + 7) / 8;
        var planeBytes = strideBytes * height;
        var bytes = output.GetSpan(6 + 2 * planeBytes)[..(6 + 2 * planeBytes)];
        bytes.Clear();
        var (bright, dark) = (default(Mean), default(Mean));
        var pixels = MemoryMarshal.Cast<byte, uint>(bgra);
        for (var i = 0; i < width * height; i++)
        {
            if (pixels[i] >> 24 < Opaque)
                continue;
            var at = 6 + i / width * strideBytes + i % width / 8;
            var bit = (byte)(0x80 >> i % width % 8);
            bytes[at + planeBytes] |= bit;
            if (IsBright(pixels[i]))
            {
                bytes[at] |= bit;
                bright.Add(pixels[i]);
            }
            else
                dark.Add(pixels[i]);
        }
        bright.Write(bytes);
        dark.Write(bytes[3..]);
        output.Advance(bytes.Length);
    }

    static byte Premultiply(byte channel, byte alpha) => (byte)((channel * alpha + 127) / 255);

    /// <summary>By the weights of ITU-R BT.601, in thousandths.</summary>
    static bool IsBright(uint bgra) => 299 * (byte)(bgra >> 16) + 587 * (byte)(bgra >> 8) + 114 * (byte)bgra >= 127_500;

    struct Mean
    {
        int red, green, blue, count;

        public void Add(uint bgra)
        {
            red += (byte)(bgra >> 16);
            green += (byte)(bgra >> 8);
            blue += (byte)bgra;
            count++;
        }

        public readonly void Write(Span<byte> rgb)
        {
            if (count > 0)
                (rgb[0], rgb[1], rgb[2]) = ((byte)(red / count), (byte)(green / count), (byte)(blue / count));
        }
    }
}
