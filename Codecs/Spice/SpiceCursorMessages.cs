using System.Buffers.Binary;

namespace Scanout.Codecs.Spice;

/// <summary>
/// What the server sends on a cursor channel (SPICE protocol, SPICE_MSG_CURSOR_*). Places are those of the hot spot on the surface.
/// </summary>
public static class SpiceCursorMessages
{
    const ushort Init = 101, Reset = 102, Set = 103, Move = 104, Hide = 105;

    /// <summary>SPICE_CURSOR_FLAGS_NONE: no shape follows.</summary>
    const ushort HasNoShape = 1;

    /// <summary>Of SPICE_MSG_CURSOR_SET before the shape's pixels.</summary>
    const int SetBytes = 24;

    /// <summary>SPICE_MSG_CURSOR_INIT, the first message. It tells no shape, for there are clients that ignore it there.</summary>
    public static void WriteInit(SpiceMessageWriter writer, int x, int y, bool isVisible)
    {
        var body = writer.BeginWhole(Init, 11);
        WritePlace(body, x, y);
        body[8] = isVisible ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt16LittleEndian(body[9..], HasNoShape);
    }

    /// <summary>SPICE_MSG_CURSOR_SET: a shape with alpha (SPICE_CURSOR_TYPE_ALPHA), which every client shows.</summary>
    /// <param name="writer">Of a cursor channel.</param>
    /// <param name="x">Of the hot spot.</param>
    /// <param name="y">Of the hot spot.</param>
    /// <param name="isVisible">Whether it is shown.</param>
    /// <param name="id">Of the shape; nobody is asked to keep it.</param>
    /// <param name="width">Of the shape.</param>
    /// <param name="height">Of the shape.</param>
    /// <param name="hotX">In the shape.</param>
    /// <param name="hotY">In the shape.</param>
    /// <param name="bgra">The shape's pixels in rows from the top, four bytes each.</param>
    public static void WriteSet(
        SpiceMessageWriter writer, int x, int y, bool isVisible, ulong id, int width, int height, int hotX, int hotY,
        ReadOnlySpan<byte> bgra)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bgra.Length, checked(width * height * 4), nameof(bgra));
        var body = writer.Begin(Set, SetBytes + bgra.Length, SetBytes);
        WritePlace(body, x, y);
        body[4] = isVisible ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt64LittleEndian(body[7..], id);
        BinaryPrimitives.WriteUInt16LittleEndian(body[16..], checked((ushort)width));
        BinaryPrimitives.WriteUInt16LittleEndian(body[18..], checked((ushort)height));
        BinaryPrimitives.WriteUInt16LittleEndian(body[20..], (ushort)hotX);
        BinaryPrimitives.WriteUInt16LittleEndian(body[22..], (ushort)hotY);
        writer.Append(bgra);
    }

    /// <summary>SPICE_MSG_CURSOR_MOVE: matters where the pointer is moved by <see cref="SpiceMouseModes.Server"/>.</summary>
    public static void WriteMove(SpiceMessageWriter writer, int x, int y) => WritePlace(writer.BeginWhole(Move, 4), x, y);

    /// <summary>SPICE_MSG_CURSOR_HIDE: no cursor until one is set.</summary>
    public static void WriteHide(SpiceMessageWriter writer) => writer.WriteEmpty(Hide);

    /// <summary>SPICE_MSG_CURSOR_RESET: as before any was set.</summary>
    public static void WriteReset(SpiceMessageWriter writer) => writer.WriteEmpty(Reset);

    /// <summary>Two signed words; what lies further off is as far off as they tell.</summary>
    static void WritePlace(Span<byte> bytes, int x, int y)
    {
        BinaryPrimitives.WriteInt16LittleEndian(bytes, short.CreateSaturating(x));
        BinaryPrimitives.WriteInt16LittleEndian(bytes[2..], short.CreateSaturating(y));
    }
}
