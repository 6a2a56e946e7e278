using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Scanout.Codecs.Rfb;

/// <summary>Why a client is told a size (rfbproto, «ExtendedDesktopSize Pseudo-encoding»): the rectangle's x.</summary>
public enum RfbResizeReason
{
    Server = 0,
    ThisClient = 1,
    OtherClient = 2,
}

/// <summary>What came of a client's wish for a size: the rectangle's y.</summary>
public enum RfbResizeStatus
{
    Success = 0,
    Prohibited = 1,
    OutOfResources = 2,
    InvalidLayout = 3,

    /// <summary>Who draws the picture was told of the wish, and may follow it later.</summary>
    Forwarded = 4,
}

/// <summary>Rectangles of an update that are no pixels (rfbproto, «Pseudo-encodings»).</summary>
public static class RfbPseudoRectangles
{
    /// <summary>DesktopSize: the desktop has this size from now on, and the client knows nothing of its pixels.</summary>
    public static void WriteDesktopSize(IBufferWriter<byte> output, int widthPixels, int heightPixels) =>
        RfbServerMessages.WriteRectangleHeader(output, 0, 0, widthPixels, heightPixels, RfbEncoding.DesktopSize);

    /// <summary>ExtendedDesktopSize, of one screen that fills the desktop.</summary>
    public static void WriteExtendedDesktopSize(
        IBufferWriter<byte> output, RfbResizeReason reason, RfbResizeStatus status, int widthPixels, int heightPixels)
    {
        RfbServerMessages.WriteRectangleHeader(
            output, (int)reason, (int)status, widthPixels, heightPixels, RfbEncoding.ExtendedDesktopSize);
        var bytes = output.GetSpan(20);
        bytes[..20].Clear();
        bytes[0] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[12..], (ushort)widthPixels);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[14..], (ushort)heightPixels);
        output.Advance(20);
    }

    /// <summary>DesktopName: the desktop's title from now on.</summary>
    public static void WriteDesktopName(IBufferWriter<byte> output, string name)
    {
        RfbServerMessages.WriteRectangleHeader(output, 0, 0, 0, 0, RfbEncoding.DesktopName);
        RfbServerMessages.WriteText(output, name);
    }

    /// <summary>LastRect: the update ends here, however many rectangles its header promised.</summary>
    public static void WriteLastRect(IBufferWriter<byte> output) =>
        RfbServerMessages.WriteRectangleHeader(output, 0, 0, 0, 0, RfbEncoding.LastRect);

    /// <summary>Cursor: the shape is pixels in the client's format, then a mask of one bit a pixel, set where it is opaque.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="pixels">The client's format.</param>
    /// <param name="hotX">The hot spot's column.</param>
    /// <param name="hotY">The hot spot's row.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="bgra">Blue, green, red, alpha; half opaque and more is opaque.</param>
    public static void WriteCursor(
        IBufferWriter<byte> output, ClientPixels pixels, int hotX, int hotY, int width, int height, ReadOnlySpan<byte> bgra)
    {
        RfbServerMessages.WriteRectangleHeader(output, hotX, hotY, width, height, RfbEncoding.Cursor);
        var pixelBytes = width * height * pixels.BytesPerPixel;
        var maskStride = (width + 7) / 8;
        var bytes = output.GetSpan(pixelBytes + maskStride * height);
        pixels.Write(MemoryMarshal.Cast<byte, uint>(bgra), bytes[..pixelBytes]);
        var mask = bytes.Slice(pixelBytes, maskStride * height);
        mask.Clear();
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                if (bgra[(y * width + x) * 4 + 3] >= 0x80)
                    mask[y * maskStride + x / 8] |= (byte)(0x80 >> x % 8);
        output.Advance(pixelBytes + mask.Length);
    }

    /// <summary>Cursor of no size: there is none to draw.</summary>
    public static void WriteNoCursor(IBufferWriter<byte> output) =>
        RfbServerMessages.WriteRectangleHeader(output, 0, 0, 0, 0, RfbEncoding.Cursor);
}
