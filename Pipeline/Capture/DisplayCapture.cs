using Scanout.Codecs.Pixels;
using Scanout.Codecs.Tiles;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Capture;

/// <summary>
/// Turns what a device shows into frames of a surface: compares the device's memory with a shadow of it in one pass, makes the tiles anew
/// that differ, shares the rest. It owns its device and its shadow, and is called by one capture thread at a time. A poll of a picture that
/// has not changed allocates nothing.
/// </summary>
public sealed class DisplayCapture : IDisposable
{
    /// <summary>Quiet looks before only a part of the rows is compared, where nobody watches or all who do are patient.</summary>
    const int QuietLooksBeforeProbe = 8;

    /// <summary>A probe compares one row, or row of tiles, of so many; each in its turn.</summary>
    const int ProbeStep = 8;

    /// <summary>What a plane may span: the largest picture of 4 bytes a pixel, twice over.</summary>
    const long MaxPlaneBytes = 2L * PlaneLayout.MaxSidePixels * PlaneLayout.MaxSidePixels * 4;

    /// <summary>Bytes from one row to the next at most: so that 64 rows can be had as one span.</summary>
    const int MaxStrideBytes = 16 << 20;

    /// <summary>Tiles that are more than a cache would keep, and that nobody is about to read: 4 MiB.</summary>
    const int ManyTiles = 256;

    readonly IDisplayDevice device;
    readonly Surface surface;
    readonly FrameBuilder builder;
    readonly int writer;
    readonly ShadowPlane shadow = new();
    byte[] cellMarks = [];
    Frame? last;
    bool streamsTiles;
    bool tellsUnchanged;
    int quietLooks;
    int probePhase;

    public DisplayCapture(IDisplayDevice device, Surface surface)
    {
        (this.device, this.surface) = (device, surface);
        builder = new FrameBuilder(surface.Pool);
        writer = surface.TakeOver();
    }

    public IDisplayDevice Device => device;

    public Surface Surface => surface;

    /// <summary>Why the last poll was refused, or how the device was lost.</summary>
    public string? Reason { get; private set; }

    /// <summary>The layout of the last picture that was read.</summary>
    public PlaneLayout Layout => shadow.Layout;

    /// <summary>Tiles that were made anew by the last poll.</summary>
    public int TilesChanged { get; private set; }

    /// <summary>Looks at the device once, and publishes a frame where its picture has changed.</summary>
    public CaptureOutcome Poll()
    {
        TilesChanged = 0;
        Reason = null;
        while (surface.SizeWishes.TryTake(out var wish))
            wish.Answer(device.Resize(wish.WidthPixels, wish.HeightPixels));
        var began = surface.TimeProvider.GetTimestamp();
        var look = device.Look();
        var looked = surface.TimeProvider.GetTimestamp();
        StageMeter.Queried(surface.TimeProvider.GetElapsedTime(began, looked));
        switch (look.Outcome)
        {
            case LookOutcome.Ready when look.Layout.StrideBytes > MaxStrideBytes || look.Layout.SpanBytes > MaxPlaneBytes:
                return Refuse($"a plane of {look.Layout.SpanBytes} bytes, {look.Layout.StrideBytes} a row, is more than is read");
            case LookOutcome.Ready:
                // A device that knows when nothing has changed tells of a change once: a part of the rows would not do.
                if (tellsUnchanged)
                    quietLooks = 0;
                return Read(look.Layout, began, looked);
            case LookOutcome.Unchanged:
                tellsUnchanged = true;
                return PublishIfChanged(began);
            case LookOutcome.Pending:
                return CaptureOutcome.Pending;
        }
        Reason = look.Reason;
        return look.Outcome switch
        {
            LookOutcome.Disabled => CaptureOutcome.Disabled,
            LookOutcome.Refused => CaptureOutcome.Refused,
            _ => CaptureOutcome.Lost,
        };
    }

    CaptureOutcome Read(PlaneLayout layout, long began, long looked)
    {
        var isNew = layout != shadow.Layout;
        if (isNew)
            Begin(layout);
        else if (quietLooks >= QuietLooksBeforeProbe && surface.Demand is null or { IsPatient: true })
        {
            if (!TryProbe(out var differs))
                return Lose();
            StageMeter.Probed(surface.TimeProvider.GetElapsedTime(looked));
            if (!differs)
                return PublishIfChanged(began);
        }
        builder.Begin(layout.WidthPixels, layout.HeightPixels, last);
        for (var row = 0; row < layout.HeightPixels; row += TileGeometry.TileSidePixels)
            if (!TryReadBand(row, isNew))
                return Lose();
        StageMeter.HasRead(surface.TimeProvider.GetElapsedTime(looked));
        return PublishIfChanged(began);
    }

    void Begin(PlaneLayout layout)
    {
        shadow.Reset(layout);
        last?.Release();
        last = null;
        cellMarks = new byte[CellsAcross(layout) * TileGeometry.CellsPerTileSide];
        quietLooks = probePhase = 0;
    }

    /// <summary>Compares one row of tiles; false where the memory is gone.</summary>
    bool TryReadBand(int firstRow, bool isNew)
    {
        var layout = shadow.Layout;
        var rowCount = Math.Min(TileGeometry.TileSidePixels, layout.HeightPixels - firstRow);
        if (!device.TryReadRows(firstRow, rowCount, out var rows))
            return false;
        var known = shadow.Rows(firstRow, rowCount);
        var differs = PlaneComparer.CompareAndCopy(layout, firstRow, rowCount, rows, known, cellMarks);
        if (!differs && !isNew)
            return true;
        var cellsAcross = CellsAcross(layout);
        var cellRows = cellMarks.Length / cellsAcross;
        var columns = TileGeometry.TilesOver(layout.WidthPixels);
        for (var column = 0; column < columns; column++)
        {
            var cells = isNew ? TileDifference.AllCells : TileCells.Of(cellMarks, cellsAcross, cellRows, column);
            if (cells == 0)
                continue;
            var tile = builder.AddTile(firstRow / TileGeometry.TileSidePixels * columns + column, cells);
            if (streamsTiles)
                TileConverter.StreamBgrx(layout, known, rowCount, column, tile);
            else
                TileConverter.ToBgrx(layout, known, rowCount, column, tile);
        }
        Array.Clear(cellMarks);
        return true;
    }

    /// <summary>Compares every eighth row; false where the memory is gone.</summary>
    bool TryProbe(out bool differs)
    {
        var layout = shadow.Layout;
        var rowsTogether = layout.RowsPerTile;
        differs = false;
        for (var row = probePhase * rowsTogether; row < layout.HeightPixels && !differs; row += ProbeStep * rowsTogether)
        {
            var rowCount = Math.Min(rowsTogether, layout.HeightPixels - row);
            if (!device.TryReadRows(row, rowCount, out var rows))
                return false;
            differs = PlaneProbe.Differs(layout, row, rows, shadow.Rows(row, rowCount));
        }
        probePhase = (probePhase + 1) % ProbeStep;
        return true;
    }

    CaptureOutcome PublishIfChanged(long began)
    {
        TilesChanged = builder.NewTiles;
        streamsTiles = TilesChanged >= ManyTiles && surface.Demand is null;
        var cursor = device.ReadCursor();
        if (TilesChanged == 0 && last is not null && ReferenceEquals(cursor, last.Origin.Cursor) && !surface.ShowsNotice)
        {
            quietLooks++;
            return CaptureOutcome.Unchanged;
        }
        if (TilesChanged == 0 && last is null)
            return CaptureOutcome.Unchanged;
        if (TilesChanged == 0)
            builder.Begin(last!.WidthPixels, last.HeightPixels, last);
        var frame = builder.Build(new FrameOrigin(began, shadow.Layout.Format, cursor));
        last?.Release();
        last = frame.Acquire();
        surface.Publish(frame, writer);
        quietLooks = 0;
        return CaptureOutcome.Captured;
    }

    CaptureOutcome Refuse(string reason)
    {
        Reason = reason;
        return CaptureOutcome.Refused;
    }

    CaptureOutcome Lose()
    {
        builder.Abandon();
        Reason = "the device's memory is gone";
        return CaptureOutcome.Lost;
    }

    static int CellsAcross(in PlaneLayout layout) => TileGeometry.CellsOver(layout.WidthPixels);

    /// <summary>Closes the device. What the surface shows stays.</summary>
    public void Dispose()
    {
        builder.Abandon();
        last?.Release();
        last = null;
        surface.Pool.Trim();
        shadow.Dispose();
        device.Dispose();
    }
}
