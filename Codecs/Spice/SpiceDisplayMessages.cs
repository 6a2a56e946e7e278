using System.Buffers.Binary;

namespace Scanout.Codecs.Spice;

/// <summary>
/// What the server sends on a display channel (SPICE protocol, SPICE_MSG_DISPLAY_*). All of it is about one surface, number 0, without
/// clips, for there are clients that ignore them. Areas are in pixels of the surface.
/// </summary>
public static class SpiceDisplayMessages
{
    const ushort Mark = 102, CopyBits = 104, StreamCreate = 122, StreamData = 123, StreamDestroy = 125, DrawFill = 302, DrawCopy = 304,
        SurfaceCreate = 314, SurfaceDestroy = 315, MonitorsConfig = 317, StreamActivateReport = 319;

    /// <summary>The number of the surface, the area, and the byte that says that there is no clip.</summary>
    const int BaseBytes = 21;

    /// <summary>Of SPICE_MSG_DISPLAY_DRAW_COPY before its image.</summary>
    const int CopyBytes = 57;

    /// <summary>Of an image: its id, its type, its flags, its size.</summary>
    const int ImageDescriptorBytes = 18;

    /// <summary>SPICE_ROPD_OP_PUT: the new pixels take the place of the old ones.</summary>
    const ushort Put = 8;

    /// <summary>SPICE_MSG_DISPLAY_MARK: the surface is worth looking at.</summary>
    public static void WriteMark(SpiceMessageWriter writer) => writer.WriteEmpty(Mark);

    /// <summary>SPICE_MSG_DISPLAY_SURFACE_CREATE: the screen begins, with pixels of 32 bits.</summary>
    public static void WriteSurfaceCreate(SpiceMessageWriter writer, int width, int height)
    {
        const int Xrgb = 32, IsPrimary = 1;
        var body = writer.BeginWhole(SurfaceCreate, 20);
        WriteSize(body[4..], width, height);
        BinaryPrimitives.WriteInt32LittleEndian(body[12..], Xrgb);
        BinaryPrimitives.WriteInt32LittleEndian(body[16..], IsPrimary);
    }

    /// <summary>
    /// SPICE_MSG_DISPLAY_SURFACE_DESTROY: before every other beginning, since a client may keep what it has, pixels and all.
    /// </summary>
    public static void WriteSurfaceDestroy(SpiceMessageWriter writer) => writer.BeginWhole(SurfaceDestroy, 4);

    /// <summary>SPICE_MSG_DISPLAY_MONITORS_CONFIG: one monitor shows the whole surface.</summary>
    public static void WriteMonitors(SpiceMessageWriter writer, int width, int height)
    {
        var body = writer.BeginWhole(MonitorsConfig, 32);
        BinaryPrimitives.WriteUInt16LittleEndian(body, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(body[2..], 1);
        WriteSize(body[12..], width, height);
    }

    /// <summary>SPICE_MSG_DISPLAY_COPY_BITS: an area shows what another one showed, which it may overlap.</summary>
    public static void WriteCopyBits(SpiceMessageWriter writer, int x, int y, int width, int height, int sourceX, int sourceY)
    {
        var body = writer.BeginWhole(CopyBits, BaseBytes + 8);
        WriteArea(body[4..], x, y, width, height);
        BinaryPrimitives.WriteInt32LittleEndian(body[BaseBytes..], sourceX);
        BinaryPrimitives.WriteInt32LittleEndian(body[(BaseBytes + 4)..], sourceY);
    }

    /// <summary>SPICE_MSG_DISPLAY_DRAW_FILL: an area of one colour, 0x00RRGGBB.</summary>
    public static void WriteFill(SpiceMessageWriter writer, int x, int y, int width, int height, uint colour)
    {
        const byte Solid = 1;
        var body = writer.BeginWhole(DrawFill, BaseBytes + 20);
        WriteArea(body[4..], x, y, width, height);
        body[BaseBytes] = Solid;
        BinaryPrimitives.WriteUInt32LittleEndian(body[(BaseBytes + 1)..], colour & 0xFFFFFF);
        BinaryPrimitives.WriteUInt16LittleEndian(body[(BaseBytes + 5)..], Put);
    }

    /// <summary>
    /// SPICE_MSG_DISPLAY_DRAW_COPY: an image of the area's size, up to its payload, which is appended: exactly so many bytes of what
    /// <see cref="SpiceLz4Image"/>, <see cref="SpiceLzImage"/> or <see cref="SpiceBitmapImage"/> describe.
    /// </summary>
    public static void BeginDraw(
        SpiceMessageWriter writer, int x, int y, int width, int height, ulong imageId, SpiceImageType type, int payloadBytes)
    {
        const int ImageOffsetAt = BaseBytes, SourceAt = 25, OperationAt = 41;
        const int FirstBytes = CopyBytes + ImageDescriptorBytes;
        var body = writer.Begin(DrawCopy, checked(FirstBytes + payloadBytes), FirstBytes);
        WriteArea(body[4..], x, y, width, height);
        BinaryPrimitives.WriteInt32LittleEndian(body[ImageOffsetAt..], CopyBytes);
        WriteArea(body[SourceAt..], 0, 0, width, height);
        BinaryPrimitives.WriteUInt16LittleEndian(body[OperationAt..], Put);
        var descriptor = body[CopyBytes..];
        BinaryPrimitives.WriteUInt64LittleEndian(descriptor, imageId);
        descriptor[8] = (byte)type;
        WriteSize(descriptor[10..], width, height);
    }

    /// <summary>SPICE_MSG_DISPLAY_STREAM_CREATE: an area becomes a film of JPEG pictures of its size, rows from the top.</summary>
    /// <param name="writer">Of a display channel.</param>
    /// <param name="stream">Its number, below 64.</param>
    /// <param name="x">Of the area.</param>
    /// <param name="y">Of the area.</param>
    /// <param name="width">Of the area and of the pictures.</param>
    /// <param name="height">Of the area and of the pictures.</param>
    public static void WriteStreamCreate(SpiceMessageWriter writer, uint stream, int x, int y, int width, int height)
    {
        const byte IsTopDown = 1, Mjpeg = 1;
        var body = writer.BeginWhole(StreamCreate, 51);
        BinaryPrimitives.WriteUInt32LittleEndian(body[4..], stream);
        (body[8], body[9]) = (IsTopDown, Mjpeg);
        WriteSize(body[18..], width, height);
        WriteSize(body[26..], width, height);
        WriteArea(body[34..], x, y, width, height);
    }

    /// <summary>SPICE_MSG_DISPLAY_STREAM_DATA up to the picture, a whole JPEG file, which is appended.</summary>
    /// <param name="writer">Of a display channel.</param>
    /// <param name="stream">Its number.</param>
    /// <param name="time">
    /// When it is shown, in milliseconds of the client's clock for streams. It is dropped where that has gone by. Not 0.
    /// </param>
    /// <param name="jpegBytes">Of the picture.</param>
    public static void BeginStreamFrame(SpiceMessageWriter writer, uint stream, uint time, int jpegBytes)
    {
        var body = writer.Begin(StreamData, checked(12 + jpegBytes), 12);
        BinaryPrimitives.WriteUInt32LittleEndian(body, stream);
        BinaryPrimitives.WriteUInt32LittleEndian(body[4..], time);
        BinaryPrimitives.WriteInt32LittleEndian(body[8..], jpegBytes);
    }

    /// <summary>SPICE_MSG_DISPLAY_STREAM_DESTROY: the film is over; its last picture stays until it is painted over.</summary>
    public static void WriteStreamDestroy(SpiceMessageWriter writer, uint stream) =>
        BinaryPrimitives.WriteUInt32LittleEndian(writer.BeginWhole(StreamDestroy, 4), stream);

    /// <summary>SPICE_MSG_DISPLAY_STREAM_ACTIVATE_REPORT: the client tells with SPICE_MSGC_DISPLAY_STREAM_REPORT how it gets on.</summary>
    /// <param name="writer">Of a display channel.</param>
    /// <param name="stream">Its number.</param>
    /// <param name="uniqueId">Comes back with the reports.</param>
    /// <param name="maxWindow">A report is due after so many pictures.</param>
    /// <param name="timeoutMilliseconds">Or after that time.</param>
    public static void WriteStreamActivateReport(
        SpiceMessageWriter writer, uint stream, uint uniqueId, uint maxWindow, uint timeoutMilliseconds)
    {
        var body = writer.BeginWhole(StreamActivateReport, 16);
        BinaryPrimitives.WriteUInt32LittleEndian(body, stream);
        BinaryPrimitives.WriteUInt32LittleEndian(body[4..], uniqueId);
        BinaryPrimitives.WriteUInt32LittleEndian(body[8..], maxWindow);
        BinaryPrimitives.WriteUInt32LittleEndian(body[12..], timeoutMilliseconds);
    }

    /// <summary>The wire has top, left, bottom, right.</summary>
    static void WriteArea(Span<byte> bytes, int x, int y, int width, int height)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, y);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], x);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], y + height);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], x + width);
    }

    static void WriteSize(Span<byte> bytes, int width, int height)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, width);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], height);
    }
}
