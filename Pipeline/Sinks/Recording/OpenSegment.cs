using System.Buffers;
using Scanout.Codecs.Recording;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Recordings.Store;

namespace Scanout.Pipeline.Sinks.Recording;

/// <summary>
/// A segment that is being recorded: gathers records, and writes them, a chunk at a time, one write under way at most. Owned by one recorder, which
/// calls it from one thread at a time.
/// </summary>
sealed class OpenSegment : IDisposable
{
    /// <summary>A chunk is written when its first record is so old: half of what may be lost.</summary>
    public static readonly TimeSpan ChunkAge = TimeSpan.FromMilliseconds(500);

    /// <summary>While a write takes its time, no more is gathered than this.</summary>
    static readonly TimeSpan MaxChunkAge = TimeSpan.FromMilliseconds(950);

    const int ChunkBytes = 1 << 20;
    const int MaxChunkBytes = 8 << 20;

    readonly ArrayBufferWriter<byte> output = new();
    readonly SegmentFile file;
    readonly SegmentComposer composer;
    readonly DiskThread disk;
    readonly Signal written;
    readonly RecordingMeter meter;
    readonly TimeProvider time;
    readonly long start;
    readonly TimeSpan sync;
    Task? writing;
    long syncedAt;
    long writingFirst;
    int gatheredGaps;
    (long Pictures, int Gaps, long Microseconds) stored;
    bool isKey = true;

    /// <param name="file">Empty; taken over.</param>
    /// <param name="facts">What the segment says of itself.</param>
    /// <param name="settings">How it is recorded.</param>
    /// <param name="disk">Where its writes are done.</param>
    /// <param name="written">Set when a write is over.</param>
    /// <param name="meter">Counts the bytes.</param>
    /// <param name="time">Its time.</param>
    /// <param name="start">Time 0, a timestamp; the facts tell the same moment on the wall clock.</param>
    public OpenSegment(
        SegmentFile file, SegmentFacts facts, RecorderSettings settings, DiskThread disk, Signal written, RecordingMeter meter, TimeProvider time,
        long start)
    {
        (this.file, this.disk, this.written, this.meter, this.time, sync) = (file, disk, written, meter, time, settings.Sync);
        (this.start, syncedAt) = (start, time.GetTimestamp());
        composer = new SegmentComposer(settings.Secret);
        composer.Begin(output, facts);
    }

    public RecordsWriter Records { get; } = new();

    public string Path => file.Path;

    /// <summary>Bytes in the file.</summary>
    public long Bytes => file.Length;

    /// <summary>Bytes of its first whole picture.</summary>
    public long KeyBytes { get; private set; }

    public TimeSpan Age => time.GetElapsedTime(start);

    /// <summary>The link of its end, once it is closed; null where it is not, or could not be.</summary>
    public Digest? ClosedLink { get; private set; }

    /// <summary>Pictures that are in the file.</summary>
    public long PictureCount => stored.Pictures;

    /// <summary>The time of the last record that is in the file.</summary>
    public long EndMicroseconds => stored.Microseconds;

    /// <summary>Now, on the segment's clock.</summary>
    public long Now => MicrosecondsOf(time.GetTimestamp());

    /// <summary>Whether whatever there is to be told has to wait for the disk.</summary>
    public bool IsStalled => IsWriting && IsFull;

    /// <summary>When the chunk that is gathered should be written; null where nothing is, or a write is under way whose end is told.</summary>
    public TimeSpan? Due => Records.IsEmpty || IsWriting ? null : ChunkAge - ChunkTime;

    public long MicrosecondsOf(long timestamp) => Math.Max(0, (long)time.GetElapsedTime(start, timestamp).TotalMicroseconds);

    /// <summary>Sees to it that a record of now can be gathered: no chunk tells of more than a second. False where the disk has to be waited for.</summary>
    public bool TryMakeRoom() => !IsFull || TryWrite();

    /// <summary>The next records begin with a whole picture. False where the disk has to be waited for.</summary>
    public bool TryBeginKey()
    {
        if (!Records.IsEmpty && !TryWrite())
            return false;
        isKey = true;
        return true;
    }

    /// <summary>A gap was among the records.</summary>
    public void CountGap() => gatheredGaps++;

    /// <summary>Returns when no write is under way, whatever came of it.</summary>
    public async Task RestAsync() => await (writing ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>The last write where it is over, for its failure; else a completed task.</summary>
    public Task LastWrite => writing is { IsCompleted: true } over ? over : Task.CompletedTask;

    /// <summary>Writes what is gathered, where it is time and no write is under way.</summary>
    public void WriteIfDue()
    {
        if (!Records.IsEmpty && (Records.PayloadBytes >= ChunkBytes || Due <= TimeSpan.Zero))
            TryWrite();
    }

    /// <summary>Writes what is gathered, and the segment's end.</summary>
    /// <exception cref="RecordingStoppedException">Not all of it could be written; the segment is closed behind what could, if that could be.</exception>
    public async Task CloseAsync()
    {
        RecordingStoppedException? stop = null;
        try
        {
            await (writing ?? Task.CompletedTask).ConfigureAwait(false);
            if (!Records.IsEmpty)
                await (writing = WriteAsync()).ConfigureAwait(false);
        }
        catch (RecordingStoppedException failure)
        {
            stop = failure;
        }
        output.ResetWrittenCount();
        composer.Close(output, stored.Microseconds, stored.Pictures, stored.Gaps, SegmentClosing.ByRecorder);
        await disk.RunAsync(CloseFile).ConfigureAwait(false);
        if (stop is not null)
            throw stop;
    }

    public void Dispose()
    {
        file.Dispose();
        composer.Dispose();
    }

    bool IsWriting => writing is { IsCompleted: false };

    /// <summary>More would be too much to hold, or to lose: what is being written is not yet in the file.</summary>
    bool IsFull => !Records.IsEmpty && (Records.PayloadBytes >= MaxChunkBytes || ChunkTime >= MaxChunkAge)
        || IsWriting && TimeSpan.FromMicroseconds(Now - writingFirst) >= MaxChunkAge;

    TimeSpan ChunkTime => TimeSpan.FromMicroseconds(Now - Records.FirstMicroseconds);

    /// <summary>Begins to write what is gathered; false while a write is under way, and after one that failed: what follows would not be understood.</summary>
    public bool TryWrite()
    {
        if (IsWriting || writing is { IsFaulted: true })
            return false;
        _ = TellAsync(writing = WriteAsync());
        return true;
    }

    async Task TellAsync(Task write)
    {
        await write.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        written.Set();
    }

    async Task WriteAsync()
    {
        // The first chunk goes with the segment's head.
        if (file.Length > 0)
            output.ResetWrittenCount();
        composer.Add(output, isKey ? RecordingChunkKind.Key : RecordingChunkKind.Delta, Records);
        var after = (stored.Pictures + Records.PictureCount, stored.Gaps + gatheredGaps, Records.LastMicroseconds);
        writingFirst = Records.FirstMicroseconds;
        Records.Clear();
        (isKey, gatheredGaps) = (false, 0);
        var before = file.Length;
        try
        {
            await disk.RunAsync(Append).ConfigureAwait(false);
        }
        finally
        {
            // It may be in the file, and only not be sure to be on the disk.
            if (file.Length == before)
                composer.Undo();
            else
                stored = after;
        }
        if (KeyBytes == 0)
            KeyBytes = output.WrittenCount;
    }

    void Append()
    {
        file.ReserveClosing(composer.ClosingBytes);
        file.Append(output.WrittenSpan);
        meter.Wrote(output.WrittenCount);
        if (time.GetElapsedTime(syncedAt) < sync)
            return;
        file.Flush();
        syncedAt = time.GetTimestamp();
    }

    void CloseFile()
    {
        // Nothing was written where not even the first picture could be: the file vanishes with that.
        if (file.Length > 0)
        {
            file.AppendClosing(output.WrittenSpan);
            meter.Wrote(output.WrittenCount);
            ClosedLink = composer.Link;
            file.Flush();
        }
        file.Dispose();
    }
}
