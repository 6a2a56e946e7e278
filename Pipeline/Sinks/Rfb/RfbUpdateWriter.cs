using System.Buffers;
using System.IO.Pipelines;
using Scanout.Codecs.Rfb;
using Scanout.Codecs.Tiles;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>
/// The writing half of a session once it is open: makes an update of that in which the newest frame and the viewer's picture differ. Owned by
/// the session and used by its writing task.
/// </summary>
sealed class RfbUpdateWriter(PipeWriter output, string displayName, int widthPixels, int heightPixels) : IDisposable
{
    /// <summary>Encoded bytes that may wait in the pipe before the viewer has to have taken some.</summary>
    const int FlushBytes = 64 * 1024;

    readonly ViewerPicture picture = new();
    readonly RfbEncoders encoders = new();
    readonly List<PixelRectangle> damage = [];
    readonly byte[] pixels = ArrayPool<byte>.Shared.Rent(TightEncoder.MaxWidth * TileGeometry.TileSidePixels * 4);
    PixelRectangle desktop = new(0, 0, widthPixels, heightPixels);
    string? titleSent;
    CursorImage? shapeSent;
    Cursor? cursorDrawn;
    bool hasToldSize;
    bool mustCoverOutside;
    bool hasSentColours;

    /// <summary>Encoded bytes of the last update, its headers among them.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>As metrics call the encoding of the last update.</summary>
    public string EncodingName => encoders.Name;

    /// <summary>Whether an update would have anything in it.</summary>
    public bool HasNews(Frame frame, RfbWish wish)
    {
        if (wish.SizeAnswer is not null || HasSizeToTell(frame, wish) || HasTitleToTell(frame, wish) || HasShapeToTell(frame, wish))
            return true;
        Plan(frame, wish);
        return damage.Count > 0;
    }

    /// <summary>Writes one update. Ends once the viewer has taken all but the last of it.</summary>
    public async ValueTask WriteAsync(Frame frame, RfbWish wish, CancellationToken cancellationToken)
    {
        BytesWritten = 0;
        encoders.Use(wish.Capabilities.Encoding, FormatOf(wish));
        if (HasSizeToTell(frame, wish) || wish.SizeAnswer is not null)
        {
            WriteSize(frame, wish);
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            return;
        }
        Plan(frame, wish);
        var (title, shape) = (HasTitleToTell(frame, wish), HasShapeToTell(frame, wish));
        if (!wish.Format.IsTrueColour && !hasSentColours)
            RfbServerMessages.WriteColourMap(output);
        hasSentColours = !wish.Format.IsTrueColour;
        RfbServerMessages.WriteUpdateHeader(output, damage.Count + (title ? 1 : 0) + (shape ? 1 : 0));
        if (title)
            RfbPseudoRectangles.WriteDesktopName(output, titleSent = TitleOf(frame));
        if (shape)
            WriteShape(frame);
        foreach (var area in damage)
        {
            Read(frame, area, wish.Capabilities.Cursor ? null : frame.Origin.Cursor);
            encoders.WriteRectangle(output, area, pixels);
            if (output.UnflushedBytes < FlushBytes)
                continue;
            BytesWritten += output.UnflushedBytes;
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        picture.MarkSent(frame, wish.Area);
        mustCoverOutside = false;
        cursorDrawn = wish.Capabilities.Cursor ? null : frame.Origin.Cursor;
        BytesWritten += output.UnflushedBytes;
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds what must be sent: the tiles' damage, and where a cursor that we draw was and is.</summary>
    void Plan(Frame frame, RfbWish wish)
    {
        damage.Clear();
        var area = wish.Area.Intersect(desktop);
        if (picture.WidthPixels != frame.WidthPixels || picture.HeightPixels != frame.HeightPixels)
        {
            picture.Reset(frame.WidthPixels, frame.HeightPixels);
            mustCoverOutside = true;
        }
        picture.AddDamage(frame, area, wish.WantsAll, encoders.MaxWidth, damage);
        if (mustCoverOutside || wish.WantsAll)
            AddOutside(frame, area);
        var cursor = wish.Capabilities.Cursor ? null : frame.Origin.Cursor;
        if (ReferenceEquals(cursor, cursorDrawn))
            return;
        AddPieces(CursorOverlay.Area(cursorDrawn).Intersect(area));
        AddPieces(CursorOverlay.Area(cursor).Intersect(area));
    }

    /// <summary>A viewer that can't follow a new size sees black where the frame does not reach.</summary>
    void AddOutside(Frame frame, PixelRectangle area)
    {
        AddPieces(PixelRectangle.Between(frame.WidthPixels, 0, desktop.Right, frame.HeightPixels).Intersect(area));
        AddPieces(PixelRectangle.Between(0, frame.HeightPixels, desktop.Right, desktop.Bottom).Intersect(area));
    }

    void AddPieces(PixelRectangle area)
    {
        for (var y = area.Y; y < area.Bottom; y += TileGeometry.TileSidePixels)
            for (var x = area.X; x < area.Right; x += encoders.MaxWidth)
                damage.Add(new PixelRectangle(x, y, encoders.MaxWidth, TileGeometry.TileSidePixels).Intersect(area));
    }

    void Read(Frame frame, PixelRectangle area, Cursor? cursor)
    {
        var strideBytes = area.Width * 4;
        var inside = area.Intersect(new PixelRectangle(0, 0, frame.WidthPixels, frame.HeightPixels));
        if (inside != area)
            pixels.AsSpan(0, strideBytes * area.Height).Clear();
        if (!inside.IsEmpty)
            frame.CopyTo(inside, pixels.AsSpan(((inside.Y - area.Y) * area.Width + inside.X - area.X) * 4), strideBytes);
        if (cursor is not null)
            CursorOverlay.Draw(cursor, area, pixels);
    }

    bool HasSizeToTell(Frame frame, RfbWish wish)
    {
        var capabilities = wish.Capabilities;
        if (capabilities.ExtendedDesktopSize && !hasToldSize)
            return true;
        return (capabilities.ExtendedDesktopSize || capabilities.DesktopSize)
            && (frame.WidthPixels != desktop.Width || frame.HeightPixels != desktop.Height);
    }

    /// <summary>Tells the size, and what became of a client's wish for another one.</summary>
    void WriteSize(Frame frame, RfbWish wish)
    {
        RfbServerMessages.WriteUpdateHeader(output, 1);
        if (wish.Capabilities.ExtendedDesktopSize)
        {
            RfbPseudoRectangles.WriteExtendedDesktopSize(
                output, wish.SizeAnswer is null ? RfbResizeReason.Server : RfbResizeReason.ThisClient,
                wish.SizeAnswer ?? RfbResizeStatus.Success, frame.WidthPixels, frame.HeightPixels);
            hasToldSize = true;
        }
        else
            RfbPseudoRectangles.WriteDesktopSize(output, frame.WidthPixels, frame.HeightPixels);
        if (desktop.Width != frame.WidthPixels || desktop.Height != frame.HeightPixels)
            picture.Reset(frame.WidthPixels, frame.HeightPixels);
        desktop = new PixelRectangle(0, 0, frame.WidthPixels, frame.HeightPixels);
    }

    static RfbPixelFormat FormatOf(RfbWish wish) => wish.Format.IsTrueColour ? wish.Format : RfbPixelFormat.Bgr233;

    string TitleOf(Frame frame) => frame.Origin.IsNotice ? $"{displayName} (no picture)" : displayName;

    bool HasTitleToTell(Frame frame, RfbWish wish) => wish.Capabilities.DesktopName && (titleSent ?? displayName) != TitleOf(frame);

    bool HasShapeToTell(Frame frame, RfbWish wish) =>
        wish.Capabilities.Cursor && !ReferenceEquals(shapeSent, frame.Origin.Cursor?.Image);

    void WriteShape(Frame frame)
    {
        shapeSent = frame.Origin.Cursor?.Image;
        if (shapeSent is null)
            RfbPseudoRectangles.WriteNoCursor(output);
        else
            RfbPseudoRectangles.WriteCursor(
                output, encoders.Pixels, shapeSent.HotXPixels, shapeSent.HotYPixels, shapeSent.WidthPixels, shapeSent.HeightPixels, shapeSent.Bgra);
    }

    public void Dispose()
    {
        picture.Dispose();
        encoders.Dispose();
        ArrayPool<byte>.Shared.Return(pixels);
    }
}
