using Scanout.Pipeline.Devices.Memory;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Devices.Xwd;

/// <summary>
/// A display that an X server keeps in a file in XWD format. The server says neither when it draws nor where its cursor is: every look is a
/// picture to read, and a cursor is part of it. The file is not trusted.
/// </summary>
public sealed class XwdDevice : IDisplayDevice
{
    readonly PublishedMemory memory;

    byte[] words = new byte[XwdHeader.Bytes];
    byte[] newWords = new byte[XwdHeader.Bytes];
    long describedFileBytes = -1;
    string? refusal;
    XwdHeader header;
    bool isReady;

    internal XwdDevice(PublishedMemory memory, string description) => (this.memory, Description) = (memory, description);

    public string Description { get; }

    /// <summary>An X server has none.</summary>
    public Guid Id => Guid.Empty;

    public PlaneLook Look()
    {
        isReady = false;
        if (!memory.TryStat(out var fileBytes, out var isRemoved))
            return PlaneLook.Lost("the XWD file can't be examined any more");
        if (isRemoved)
            return PlaneLook.Lost("the XWD file was removed");
        if (!memory.TryRead(0, newWords))
            return PlaneLook.Refused("the file is too short for an XWD header");
        if (fileBytes != describedFileBytes || !newWords.AsSpan().SequenceEqual(words))
        {
            (words, newWords) = (newWords, words);
            describedFileBytes = fileBytes;
            refusal = XwdHeader.Read(words, fileBytes, out header);
        }
        if (refusal is not null)
            return PlaneLook.Refused(refusal);
        isReady = true;
        return PlaneLook.Ready(header.Layout);
    }

    public bool TryReadRows(int firstRow, int rowCount, out ReadOnlySpan<byte> rows)
    {
        if (!isReady)
            throw new InvalidOperationException("rows are read after a look that was Ready");
        var layout = header.Layout;
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfLessThan(rowCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rowCount, layout.HeightPixels - firstRow);
        var bytes = layout.RangeBytes(firstRow, rowCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, int.MaxValue, nameof(rowCount));
        return memory.TryView(header.OffsetBytes + (long)layout.StrideBytes * firstRow, (int)bytes, out rows);
    }

    public Cursor? ReadCursor() => null;

    public void Dispose() => memory.Dispose();
}
