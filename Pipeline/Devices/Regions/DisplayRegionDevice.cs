using Scanout.Pipeline.Devices.Memory;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Devices.Regions;

/// <summary>
/// A display whose pixels another process publishes as a display region, version 1. Neither the page nor the file is trusted: whatever
/// becomes of them, at whatever moment, is an outcome. A look that finds nothing new allocates nothing.
/// </summary>
public sealed class DisplayRegionDevice : IDisplayDevice
{
    const string RemovedReason = "the region file was removed";
    const string UnreadableReason = "the region file can't be examined any more";
    const string ChangingReason = "the description's sequence changes without pause: no whole copy of the page can be had";

    /// <summary>
    /// How long a page that is being changed is looked at again before it is refused: a publisher may be interrupted half way.
    /// </summary>
    static readonly TimeSpan UnsettledPatience = TimeSpan.FromMilliseconds(250);

    readonly PublishedMemory memory;
    readonly TimeProvider time;
    readonly SnapshotRequests snapshots;
    readonly RegionCursor cursorPlane;

    byte[] page = new byte[RegionPage.UsedBytes];
    byte[] newPage = new byte[RegionPage.UsedBytes];
    RegionDescription? description;
    long describedFileBytes;
    string? lastReason;
    long lastReasonValue;
    Func<long, string>? lastReasonSentence;

    long? unsettledSince;
    uint unsettledSequence;

    // What the last look that was Ready saw; null once a look has ended otherwise than Ready, Pending or Unchanged.
    RegionPlane? primary;
    uint seenSequence;
    ulong seenUpdates;
    bool isCursorStale;
    Cursor? cursor;

    internal DisplayRegionDevice(PublishedMemory memory, string description, TimeProvider time)
    {
        (this.memory, this.time, Description) = (memory, time, description);
        snapshots = new(memory, time);
        cursorPlane = new(memory);
        if (memory.TryStat(out var fileBytes, out _) && RegionPageReader.TryRead(memory, newPage) == RegionPageRead.Settled)
            TakePage(fileBytes);
    }

    public string Description { get; }

    public Guid Id { get; private set; }

    /// <summary>The publisher's name for the display; may be empty.</summary>
    public string Title { get; private set; } = "";

    /// <summary>Why there is a cursor plane that is not shown, or null.</summary>
    public string? CursorRefusal => description?.CursorRefusal;

    /// <summary>Whether pixels are read where they lie, not copied out first.</summary>
    public bool IsDirect => memory.IsDirect;

    public PlaneLook Look()
    {
        long fileBytes;
        if (memory.IsDirect)
        {
            // It can't shrink, and a memory file has no name to lose: there is nothing to ask the system, so an idle poll is two loads.
            if (IsUntouched())
                return PlaneLook.Unchanged;
            if (!memory.TryStat(out fileBytes, out _))
                return Lost(UnreadableReason);
        }
        else
        {
            if (!memory.TryStat(out fileBytes, out var isRemoved))
                return Lost(UnreadableReason);
            if (isRemoved)
                return Lost(RemovedReason);
            if (fileBytes == describedFileBytes && IsUntouched())
                return PlaneLook.Unchanged;
        }

        switch (RegionPageReader.TryRead(memory, newPage))
        {
            case RegionPageRead.Missing:
                return Refused(fileBytes < RegionPage.Bytes
                    ? Reason(fileBytes, static bytes =>
                        $"the file's {bytes} bytes are fewer than the {RegionPage.Bytes} of a description page")
                    : "the description page can't be read");
            case RegionPageRead.Unsettled:
                return LookAtUnsettled();
        }
        unsettledSince = null;
        var described = TakePage(fileBytes);
        if (described.Refusal is { } refusal)
            return Refused(refusal);
        if (described.Primary is not { } plane)
        {
            primary = null;
            return PlaneLook.Disabled();
        }
        return LookAtPicture(described, plane);
    }

    public bool TryReadRows(int firstRow, int rowCount, out ReadOnlySpan<byte> rows)
    {
        if (primary is not { } plane)
            throw new InvalidOperationException("rows are read after a look that was Ready");
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfLessThan(rowCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rowCount, plane.Layout.HeightPixels - firstRow);
        ArgumentOutOfRangeException.ThrowIfNotEqual(firstRow % plane.Layout.RowsPerTile, 0);
        var bytes = plane.Layout.RangeBytes(firstRow, rowCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, int.MaxValue, nameof(rowCount));
        return memory.TryView(plane.OffsetBytes + (long)plane.Layout.StrideBytes * firstRow, (int)bytes, out rows);
    }

    public Cursor? ReadCursor()
    {
        if (isCursorStale)
        {
            cursor = cursorPlane.Read(description!.Cursor);
            isCursorStale = false;
        }
        return cursor;
    }

    public void Dispose() => memory.Dispose();

    /// <summary>
    /// Whether the counters alone say that nothing has changed since the last look that was Ready, and nothing is to be asked.
    /// </summary>
    bool IsUntouched() =>
        primary is not null && description!.Counts
        && memory.TryLoad(RegionPage.Updates, out ulong updates) && updates == seenUpdates
        && memory.TryLoad(RegionPage.Sequence, out uint sequence) && sequence == seenSequence
        && !(description.Snapshots && memory.IsWritable && snapshots.IsDue);

    /// <summary>
    /// Makes the page that was just read the one that counts; one that says the same as before gives the same description.
    /// </summary>
    RegionDescription TakePage(long fileBytes)
    {
        var isSame = description is not null && fileBytes == describedFileBytes
            && newPage.AsSpan(0, RegionPage.DescribedBytes).SequenceEqual(page.AsSpan(0, RegionPage.DescribedBytes));
        (page, newPage) = (newPage, page);
        if (isSame)
            return description!;
        describedFileBytes = fileBytes;
        description = RegionDescription.Parse(page, fileBytes);
        if (RegionPage.IsRegion(page))
            (Id, Title) = (description.Id, description.Title);
        return description;
    }

    PlaneLook LookAtPicture(RegionDescription described, in RegionPlane plane)
    {
        var sequence = RegionPage.Word(page, RegionPage.Sequence);
        var updates = RegionPage.LongWord(page, RegionPage.Updates);
        var isChanged = !described.Counts || primary is null || updates != seenUpdates || sequence != seenSequence;
        if (described.Snapshots && memory.IsWritable)
        {
            var state = snapshots.Advance(
                isChanged, RegionPage.Word(page, RegionPage.CaptureRequest), RegionPage.Word(page, RegionPage.CaptureDone));
            if (state == SnapshotState.Waiting && isChanged)
                return PlaneLook.Pending;
        }
        if (!isChanged)
            return PlaneLook.Unchanged;
        (primary, seenSequence, seenUpdates, isCursorStale) = (plane, sequence, updates, true);
        memory.Cover(plane.OffsetBytes + plane.Layout.SpanBytes);
        return PlaneLook.Ready(plane.Layout);
    }

    PlaneLook LookAtUnsettled()
    {
        var sequence = RegionPage.Word(newPage, RegionPage.Sequence);
        var isStuck = unsettledSince is not null && sequence == unsettledSequence;
        unsettledSequence = sequence;
        unsettledSince ??= time.GetTimestamp();
        if (time.GetElapsedTime(unsettledSince.Value) < UnsettledPatience)
            return PlaneLook.Pending;
        return Refused(isStuck
            ? Reason(sequence, static value => $"the description's sequence {value} is odd and stays so: the page is half changed")
            : ChangingReason);
    }

    PlaneLook Refused(string reason)
    {
        primary = null;
        return PlaneLook.Refused(reason);
    }

    PlaneLook Lost(string reason)
    {
        primary = null;
        return PlaneLook.Lost(reason);
    }

    /// <summary>The sentence about a value; as long as the value stays, the same object.</summary>
    string Reason(long value, Func<long, string> sentence)
    {
        if (lastReason is null || lastReasonValue != value || lastReasonSentence != sentence)
            (lastReason, lastReasonValue, lastReasonSentence) = (sentence(value), value, sentence);
        return lastReason;
    }
}
