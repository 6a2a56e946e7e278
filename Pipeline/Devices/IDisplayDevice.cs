namespace Scanout.Pipeline.Devices;

/// <summary>
/// Where a display's pixels come from, opened. It belongs to one display and is called by one capture thread at a time; it is disposed
/// by who opened it, once no capture thread holds it. A call never waits for the device's picture to change.
/// </summary>
public interface IDisplayDevice : IDisposable
{
    /// <summary>What kind of device and which, for people and for the API: <c>region /run/scanout/regions/vm-17.region</c>.</summary>
    string Description { get; }

    /// <summary>The UUID of the VM or device, or <see cref="Guid.Empty"/> where it has none.</summary>
    Guid Id { get; }

    /// <summary>What else is known of it, as of the last <see cref="Look"/>.</summary>
    DeviceFacts Facts => DeviceFacts.None;

    /// <summary>Asks the device for its primary plane as it is now: the first step of every poll.</summary>
    PlaneLook Look();

    /// <summary>
    /// Reads rows of the primary plane of the last <see cref="Look"/>, which was <see cref="LookOutcome.Ready"/>. Of a tiled plane the rows
    /// are whole tiles. False means that the memory is gone: the device is lost.
    /// </summary>
    /// <param name="firstRow">The first row; a multiple of <see cref="Codecs.Pixels.PlaneLayout.RowsPerTile"/>.</param>
    /// <param name="rowCount">How many rows.</param>
    /// <param name="rows"><see cref="Codecs.Pixels.PlaneLayout.RangeBytes"/> bytes, valid until the next call.</param>
    bool TryReadRows(int firstRow, int rowCount, out ReadOnlySpan<byte> rows);

    /// <summary>
    /// The cursor plane as of the last <see cref="Look"/>, or null where there is none. An unchanged cursor is the same object as before,
    /// and an unchanged image is the same <see cref="Frames.CursorImage"/>.
    /// </summary>
    Frames.Cursor? ReadCursor();

    /// <summary>Passes the wish for another size on to who draws the picture: the guest, by the monitor that it believes to have.</summary>
    Frames.ResizeAnswer Resize(int widthPixels, int heightPixels) => Frames.ResizeAnswer.Unsupported;
}
