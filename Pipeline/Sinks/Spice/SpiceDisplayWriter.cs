using Scanout.Codecs.Spice;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>
/// Writes what leads from the client's picture to a frame: the surface, copies, fills, images, and frames of a stream where the picture is in full
/// motion. Owned by a display channel's writing half.
/// </summary>
sealed class SpiceDisplayWriter(SpiceChannelLink link, Surface surface, SpiceClock clock, SinkMeter meter) : IDisposable
{
    readonly SpiceDisplayCapabilities capabilities = (SpiceDisplayCapabilities)link.Request.ChannelCapabilities;
    readonly SpiceDisplayPlan plan = new(surface);
    readonly SpiceStream stream = new(clock, (SpiceDisplayCapabilities)link.Request.ChannelCapabilities, surface.TimeProvider);
    readonly SpiceDrawWriter draws = new(link.Writer, link.Output, surface)
    {
        Type = BestOf((SpiceDisplayCapabilities)link.Request.ChannelCapabilities),
    };

    PixelRectangle video;
    (int Width, int Height)? created;
    bool isMarked;

    /// <summary>When it is to be asked for news though no new frame has come; null where that brings nothing.</summary>
    public TimeSpan? NextLook => stream.IsOpen ? surface.Video.TimeLeft : null;

    /// <summary>Whether the client may know no compression at all, and be about to say so.</summary>
    public bool MayBeRefused =>
        draws.Type == SpiceImageType.LzRgb && capabilities.HasFlag(SpiceDisplayCapabilities.PreferredCompression);

    /// <summary>Bytes of the frame that was written last.</summary>
    public long BytesWritten => draws.BytesWritten;

    /// <summary>How long the client's transport took to take them.</summary>
    public TimeSpan Writing => draws.Writing;

    SpiceMessageWriter Writer => link.Writer;

    /// <summary>The client's wish: none of ours is any other than these.</summary>
    public void Use(SpiceCompression compression) => draws.Type = compression switch
    {
        SpiceCompression.Off => SpiceImageType.Bitmap,
        SpiceCompression.Lz4 when capabilities.HasFlag(SpiceDisplayCapabilities.Lz4) => SpiceImageType.Lz4,
        SpiceCompression.Lz or SpiceCompression.AutoLz => SpiceImageType.LzRgb,
        _ => BestOf(capabilities),
    };

    static SpiceImageType BestOf(SpiceDisplayCapabilities capabilities) =>
        capabilities.HasFlag(SpiceDisplayCapabilities.Lz4) ? SpiceImageType.Lz4 : SpiceImageType.LzRgb;

    /// <summary>What the client says of its stream.</summary>
    public void Take(SpiceClientMessage.StreamReport report) => stream.Take(report);

    /// <summary>Plans what leads to a frame, and says whether that is anything.</summary>
    public bool HasNews(Frame frame)
    {
        var isNewSurface = !HasSurfaceOf(frame);
        video = !isNewSurface && stream.IsPossible ? surface.Video.AreaIn(frame) : default;
        if (isNewSurface)
            plan.Picture.Reset(frame.WidthPixels, frame.HeightPixels);
        else if (video != stream.Area)
            plan.Forget(stream.Area);
        // Clients that take no compressed images take no copies either.
        plan.Make(frame, video, mayCopy: draws.Type != SpiceImageType.Bitmap);
        return isNewSurface || !plan.IsEmpty || video != stream.Area;
    }

    /// <summary>Writes what was planned just now. Ends once the client has taken all but the last of it, which <see cref="FlushAsync"/> passes on.</summary>
    public async ValueTask WriteAsync(Frame frame, CancellationToken cancellationToken)
    {
        draws.Begin(plan.Picture.Clear);
        if (!HasSurfaceOf(frame))
            WriteSurface(frame);
        stream.Follow(Writer, video);
        foreach (var move in plan.Moves)
            SpiceDisplayMessages.WriteCopyBits(Writer, move.X, move.Y, move.Width, move.Height, move.SourceX, move.SourceY);
        foreach (var (area, colour) in plan.Fills)
            SpiceDisplayMessages.WriteFill(Writer, area.X, area.Y, area.Width, area.Height, colour);
        var drawn = 0;
        while (drawn < plan.Areas.Count && !draws.HasStalled)
            await draws.WriteAsync(frame, plan.Areas[drawn++], cancellationToken).ConfigureAwait(false);
        plan.Done(frame, drawn);
        if (drawn == plan.Areas.Count && !isMarked)
        {
            isMarked = true;
            SpiceDisplayMessages.WriteMark(Writer);
        }
        await draws.FlushAsync(cancellationToken).ConfigureAwait(false);
        meter.Sent(draws.Name, draws.BytesWritten);
        if (plan.HasStreamNews && stream.IsOpen && !draws.HasStalled)
            await WriteStreamFrameAsync(frame, cancellationToken).ConfigureAwait(false);
        if (draws.HasStalled)
            plan.Picture.Clear();
    }

    /// <summary>Passes on what was written; a client that takes it late has nothing held for it meanwhile.</summary>
    public ValueTask FlushAsync(CancellationToken cancellationToken) => draws.FlushAsync(cancellationToken);

    bool HasSurfaceOf(Frame frame) => created == (frame.WidthPixels, frame.HeightPixels);

    /// <summary>
    /// A surface of another size: the one before is destroyed first, since a client may keep its pixels, and its stream with it.
    /// </summary>
    void WriteSurface(Frame frame)
    {
        if (created is not null)
        {
            stream.Close(Writer);
            SpiceDisplayMessages.WriteSurfaceDestroy(Writer);
        }
        SpiceDisplayMessages.WriteSurfaceCreate(Writer, frame.WidthPixels, frame.HeightPixels);
        if (capabilities.HasFlag(SpiceDisplayCapabilities.MonitorsConfig))
            SpiceDisplayMessages.WriteMonitors(Writer, frame.WidthPixels, frame.HeightPixels);
        (created, isMarked) = ((frame.WidthPixels, frame.HeightPixels), false);
    }

    async ValueTask WriteStreamFrameAsync(Frame frame, CancellationToken cancellationToken)
    {
        var before = draws.BytesWritten;
        var jpeg = await SpiceJpegs.OfAsync(surface, frame, stream.Area, cancellationToken).ConfigureAwait(false);
        stream.WriteFrame(Writer, jpeg);
        await draws.FlushAsync(cancellationToken).ConfigureAwait(false);
        meter.Encoded("mjpeg", draws.BytesWritten - before);
    }

    public void Dispose() => plan.Dispose();
}
