using System.IO.Pipelines;
using Scanout.Codecs.Spice;
using Scanout.Codecs.Tiles;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>
/// Writes areas of a frame as images (SPICE_MSG_DISPLAY_DRAW_COPY), put together of runs that all viewers share. Owned by a display channel's
/// writing half.
/// </summary>
sealed class SpiceDrawWriter(SpiceMessageWriter writer, PipeWriter output, Surface surface)
{
    /// <summary>Encoded bytes that may wait in the pipe before the viewer has to have taken some.</summary>
    const int FlushBytes = 32 * 1024;

    readonly List<byte[]> runs = [];
    Action stalled = () => { };
    ulong lastImage;
    byte[] rows = [];

    /// <summary>How images are compressed.</summary>
    public SpiceImageType Type { get; set; }

    /// <summary>As metrics call it.</summary>
    public string Name => Type switch
    {
        SpiceImageType.Lz4 => "lz4",
        SpiceImageType.LzRgb => "lz",
        _ => "raw",
    };

    /// <summary>Bytes that were passed on to the viewer, of whatever messages.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>How long the viewer's transport took to take them.</summary>
    public TimeSpan Writing { get; private set; }

    /// <summary>Whether the viewer has stalled since the last <see cref="Begin"/>.</summary>
    public bool HasStalled { get; private set; }

    /// <summary>Another frame begins.</summary>
    /// <param name="onStall">Called when the viewer stalls, so that nothing is held for it.</param>
    public void Begin(Action onStall) => (BytesWritten, Writing, HasStalled, stalled) = (0, TimeSpan.Zero, false, onStall);

    /// <summary>Writes one area of a frame.</summary>
    public ValueTask WriteAsync(Frame frame, PixelRectangle area, CancellationToken cancellationToken) => Type == SpiceImageType.Bitmap
        ? WriteRawAsync(frame, area, cancellationToken)
        : WriteCompressedAsync(frame, area, cancellationToken);

    /// <summary>Passes on what was written.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        BytesWritten += output.UnflushedBytes;
        var began = surface.TimeProvider.GetTimestamp();
        await ViewerFlush.FlushAsync(output, surface.TimeProvider, NoteStall, cancellationToken).ConfigureAwait(false);
        Writing += surface.TimeProvider.GetElapsedTime(began);
    }

    void NoteStall()
    {
        HasStalled = true;
        stalled();
    }

    async ValueTask WriteCompressedAsync(Frame frame, PixelRectangle area, CancellationToken cancellationToken)
    {
        runs.Clear();
        if (!AddKept(frame, area))
            await MakeAsync(frame, area, cancellationToken).ConfigureAwait(false);
        var bytes = runs.Sum(run => run.Length);
        BeginImage(area, bytes);
        foreach (var run in runs)
        {
            if (Type == SpiceImageType.Lz4)
                AppendBlockHeader(run.Length);
            writer.Append(run);
            await FlushWhereFullAsync(cancellationToken).ConfigureAwait(false);
        }
        runs.Clear();
    }

    /// <summary>Adds the area's runs where all of them were made by somebody.</summary>
    bool AddKept(Frame frame, PixelRectangle area)
    {
        for (var run = FirstRun(area); !run.IsEmpty; run = NextRun(area, run))
        {
            if (SpiceRuns.Find(frame, run, Type) is not { } kept)
                return false;
            runs.Add(kept);
        }
        return true;
    }

    /// <summary>Takes the display's turn and makes the runs that nobody made while this viewer waited.</summary>
    async ValueTask MakeAsync(Frame frame, PixelRectangle area, CancellationToken cancellationToken)
    {
        var turn = await surface.EncodingTurns.TakeAsync(SpiceRuns.ProfileOf(Type), cancellationToken).ConfigureAwait(false);
        try
        {
            runs.Clear();
            for (var run = FirstRun(area); !run.IsEmpty; run = NextRun(area, run))
                runs.Add(SpiceRuns.Find(frame, run, Type) ?? SpiceRuns.Make(frame, run, Type));
        }
        finally
        {
            turn.Release();
        }
    }

    void BeginImage(PixelRectangle area, int runsBytes)
    {
        var blocksBytes = runsBytes + runs.Count * SpiceLz4Image.BlockHeaderBytes;
        var (header, bytes) = Type == SpiceImageType.Lz4 ? (SpiceLz4Image.HeaderBytes, blocksBytes) : (SpiceLzImage.HeaderBytes, runsBytes);
        SpiceDisplayMessages.BeginDraw(writer, area.X, area.Y, area.Width, area.Height, ++lastImage, Type, header + bytes);
        Span<byte> start = stackalloc byte[header];
        if (Type == SpiceImageType.Lz4)
            SpiceLz4Image.WriteHeader(start, blocksBytes);
        else
            SpiceLzImage.WriteHeader(start, area.Width, area.Height, runsBytes);
        writer.Append(start);
    }

    void AppendBlockHeader(int blockBytes)
    {
        Span<byte> header = stackalloc byte[SpiceLz4Image.BlockHeaderBytes];
        SpiceLz4Image.WriteBlockHeader(header, blockBytes);
        writer.Append(header);
    }

    async ValueTask WriteRawAsync(Frame frame, PixelRectangle area, CancellationToken cancellationToken)
    {
        var strideBytes = area.Width * 4;
        SpiceDisplayMessages.BeginDraw(
            writer, area.X, area.Y, area.Width, area.Height, ++lastImage, Type, SpiceBitmapImage.HeaderBytes + strideBytes * area.Height);
        AppendBitmapHeader(area);
        if (rows.Length < strideBytes * TileGeometry.TileSidePixels)
            rows = GC.AllocateUninitializedArray<byte>(strideBytes * TileGeometry.TileSidePixels);
        for (var run = FirstRun(area); !run.IsEmpty; run = NextRun(area, run))
        {
            frame.CopyTo(run, rows, strideBytes);
            writer.Append(rows.AsSpan(0, strideBytes * run.Height));
            await FlushWhereFullAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    void AppendBitmapHeader(PixelRectangle area)
    {
        Span<byte> header = stackalloc byte[SpiceBitmapImage.HeaderBytes];
        SpiceBitmapImage.WriteHeader(header, area.Width, area.Height);
        writer.Append(header);
    }

    async ValueTask FlushWhereFullAsync(CancellationToken cancellationToken)
    {
        if (output.UnflushedBytes >= FlushBytes)
            await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The part of an area that lies in its first row of tiles.</summary>
    static PixelRectangle FirstRun(PixelRectangle area) => NextRun(area, area with { Height = 0 });

    /// <summary>The part in the row of tiles below a run; empty after the last.</summary>
    static PixelRectangle NextRun(PixelRectangle area, PixelRectangle run)
    {
        var end = (run.Bottom / TileGeometry.TileSidePixels + 1) * TileGeometry.TileSidePixels;
        return run.Bottom >= area.Bottom ? default : area with { Y = run.Bottom, Height = Math.Min(end, area.Bottom) - run.Bottom };
    }
}
