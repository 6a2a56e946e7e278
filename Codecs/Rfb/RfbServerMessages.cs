using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Scanout.Codecs.Rfb;

/// <summary>What the server sends once a session is open (RFC 6143, sections 7.3.2 and 7.6).</summary>
public static class RfbServerMessages
{
    /// <summary>What a fence may carry (rfbproto, «ClientFence»).</summary>
    public const int MaxFencePayloadBytes = 64;

    /// <summary>ServerInit: the desktop's size, our pixel format, the desktop's name.</summary>
    public static void WriteServerInit(IBufferWriter<byte> output, int widthPixels, int heightPixels, string name)
    {
        var bytes = output.GetSpan(8 + RfbPixelFormat.WireBytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)widthPixels);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], (ushort)heightPixels);
        RfbPixelFormat.Bgrx8888.Write(bytes[4..]);
        output.Advance(4 + RfbPixelFormat.WireBytes);
        WriteText(output, name);
    }

    /// <summary>FramebufferUpdate: that many rectangles follow.</summary>
    public static void WriteUpdateHeader(IBufferWriter<byte> output, int rectangles)
    {
        var bytes = output.GetSpan(4);
        (bytes[0], bytes[1]) = (0, 0);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], checked((ushort)rectangles));
        output.Advance(4);
    }

    /// <summary>The header of a rectangle, real or pseudo.</summary>
    public static void WriteRectangleHeader(IBufferWriter<byte> output, int x, int y, int width, int height, int encoding)
    {
        var bytes = output.GetSpan(12);
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)x);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], (ushort)y);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[4..], (ushort)width);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)height);
        BinaryPrimitives.WriteInt32BigEndian(bytes[8..], encoding);
        output.Advance(12);
    }

    /// <summary>CopyRect: the pixels of a rectangle are those that the client has at another place (section 7.7.2).</summary>
    public static void WriteCopyRect(IBufferWriter<byte> output, int x, int y, int width, int height, int sourceX, int sourceY)
    {
        WriteRectangleHeader(output, x, y, width, height, RfbEncoding.CopyRect);
        var bytes = output.GetSpan(4);
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)sourceX);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], (ushort)sourceY);
        output.Advance(4);
    }

    /// <summary>SetColourMapEntries: the 256 colours of <see cref="RfbPixelFormat.Bgr233"/>, for a client without true colour.</summary>
    public static void WriteColourMap(IBufferWriter<byte> output)
    {
        var bytes = output.GetSpan(6 + 256 * 6);
        bytes[..6].Clear();
        bytes[0] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[4..], 256);
        var entries = bytes[6..];
        for (var colour = 0; colour < 256; colour++, entries = entries[6..])
        {
            BinaryPrimitives.WriteUInt16BigEndian(entries, (ushort)((colour & 7) * 0xFFFF / 7));
            BinaryPrimitives.WriteUInt16BigEndian(entries[2..], (ushort)((colour >> 3 & 7) * 0xFFFF / 7));
            BinaryPrimitives.WriteUInt16BigEndian(entries[4..], (ushort)((colour >> 6) * 0xFFFF / 3));
        }
        output.Advance(6 + 256 * 6);
    }

    /// <summary>ServerFence (rfbproto, «ServerFence»): the client answers with the flags that it knows and the same payload.</summary>
    public static void WriteFence(IBufferWriter<byte> output, uint flags, ReadOnlySpan<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, MaxFencePayloadBytes, nameof(payload));
        var bytes = output.GetSpan(9 + payload.Length);
        bytes[..4].Clear();
        bytes[0] = 248;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], flags);
        bytes[8] = (byte)payload.Length;
        payload.CopyTo(bytes[9..]);
        output.Advance(9 + payload.Length);
    }

    /// <summary>
    /// EndOfContinuousUpdates (rfbproto): from now on there are updates only where they are asked for. Sent first it says that we know
    /// the extension.
    /// </summary>
    public static void WriteEndOfContinuousUpdates(IBufferWriter<byte> output) => output.Write<byte>([150]);

    /// <summary>A length of four bytes, then UTF-8.</summary>
    internal static void WriteText(IBufferWriter<byte> output, string text)
    {
        var bytes = output.GetSpan(4 + Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, bytes[4..]);
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        output.Advance(4 + length);
    }
}
