using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Scanout.Codecs.Lz4;
using Scanout.Codecs.Recording;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Recordings.Store;

namespace Scanout.Pipeline.Sinks.Recording;

/// <summary>
/// Records a display: takes its newest frame, tells what is new of it, and writes that twice a second. A disk that does not keep up costs pictures, told
/// as gaps, and nobody else anything. It is run once, by its actor; the next one goes on with the same history.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "What it holds, it lets go of when its run is over.")]
public sealed class Recorder : IRecorder
{
    /// <summary>A picture that rests is told of so often.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    /// <summary>A segment in which little happens is closed after so long at last.</summary>
    static readonly TimeSpan LongestSegment = TimeSpan.FromDays(1);

    /// <summary>A segment is worth closing for its length when it is so many times its first picture.</summary>
    const int WorthyKeys = 4;

    /// <summary>More tiles than a caret and a clock change.</summary>
    const int RestingTiles = 2;

    const string Resting = "nothing happens on it";

    readonly RecordedDisplay display;
    readonly Surface surface;
    readonly RecorderSettings settings;
    readonly RecordingStore store;
    readonly DiskThread disk;
    readonly RecordingHistory history;
    readonly RecordingMeter meter;
    readonly ILogger logger;
    readonly TimeProvider time;
    readonly Signal signal = new();
    readonly PictureRecords pictures;
    OpenSegment? segment;
    RecordingStatus status;
    long seen;
    long takenAt;
    long keyAt;
    long clockAt;
    long activeAt;
    long stalledAt;

    public Recorder(
        RecordedDisplay display, RecorderSettings settings, RecordingStore store, DiskThread disk, RecordingHistory history, ILogger logger)
    {
        (this.display, this.settings, this.store, this.disk, this.history, this.logger) = (display, settings, store, disk, history, logger);
        surface = display.Surface;
        time = surface.TimeProvider;
        meter = new RecordingMeter(surface.Name);
        pictures = new PictureRecords(surface.Motion);
        status = new RecordingStatus(RecordingState.Waiting, "it has not shown a picture yet", null, time.GetUtcNow(), 0);
    }

    public RecordingStatus Status => Volatile.Read(ref status) with { Bytes = segment?.Bytes ?? 0 };

    /// <summary>Returns when no write is under way. To be called while it waits for something to do.</summary>
    internal Task RestAsync() => segment?.RestAsync() ?? Task.CompletedTask;

    /// <summary>Bytes of records that wait to be written. Likewise.</summary>
    internal long GatheredBytes => segment?.Records.PayloadBytes ?? 0;

    bool IsOnActivity => display.Policy == RecordingPolicy.OnActivity;

    public async Task<RecordingEnd> RunAsync(CancellationToken cancellationToken)
    {
        if (!Lz4Block.IsAvailable)
            return new RecordingEnd(RecordingEndReason.Gone, "recordings need liblz4.so.1 (Debian: liblz4-1)");
        using var watch = surface.Watch(signal);
        using var depth = SinkDepths.Track(
            surface.Name, "recording", () => Volatile.Read(ref segment) is null ? 0 : surface.FrameCount - Volatile.Read(ref seen));
        watch.Ask(settings.Interval, isPatient: true);
        var timer = time.CreateTimer(_ => signal.Set(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await using var _ = timer.ConfigureAwait(false);
        try
        {
            for (; ; await signal.WaitAsync(cancellationToken).ConfigureAwait(false))
            {
                await StepAsync(cancellationToken).ConfigureAwait(false);
                timer.Change(UntilNextStep(), Timeout.InfiniteTimeSpan);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return await EndAsync(new RecordingEnd(RecordingEndReason.Told, "it was told to stop"), GapReason.NotRunning).ConfigureAwait(false);
        }
        catch (RecordingStoppedException stop)
        {
            var end = new RecordingEnd(ReasonOf(stop.Why), stop.Message);
            return await EndAsync(end, stop.Why is StopReason.Gone or StopReason.Failed ? GapReason.Failed : GapReason.NoRoom).ConfigureAwait(false);
        }
        finally
        {
            // Of an open segment there is none here, but for a fault of ours.
            if (segment is not null)
                history.End(null, time.GetUtcNow(), GapReason.Failed, "the recorder failed");
            segment?.Dispose();
            pictures.Dispose();
        }
    }

    async Task StepAsync(CancellationToken cancellationToken)
    {
        if (segment is not null)
            await segment.LastWrite.ConfigureAwait(false);
        var frame = surface.Acquire();
        try
        {
            if (frame is not null && frame.Number != seen)
                await TakeAsync(frame, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            frame?.Release();
        }
        if (segment is null)
            return;
        if (time.GetElapsedTime(clockAt) >= Heartbeat && segment.TryMakeRoom())
            WriteClock();
        if (IsOnActivity && time.GetElapsedTime(activeAt) >= settings.Quiet)
            await CloseAsync(GapReason.NothingHappened, "nothing happened").ConfigureAwait(false);
        segment?.WriteIfDue();
    }

    /// <summary>Until there is something to do without a new frame.</summary>
    TimeSpan UntilNextStep()
    {
        // The end of a write wakes it.
        if (segment is null || segment.IsStalled)
            return Timeout.InfiniteTimeSpan;
        var next = Heartbeat - time.GetElapsedTime(clockAt);
        if (segment.Due is { } due && due < next)
            next = due;
        if (stalledAt == 0 && seen < surface.FrameCount && settings.Interval - time.GetElapsedTime(takenAt) is var interval && interval < next)
            next = interval;
        if (IsOnActivity && settings.Quiet - time.GetElapsedTime(activeAt) is var quiet && quiet < next)
            next = quiet;
        return next > TimeSpan.FromMilliseconds(1) ? next : TimeSpan.FromMilliseconds(1);
    }

    async Task TakeAsync(Frame frame, CancellationToken cancellationToken)
    {
        var isActivity = !IsOnActivity || surface.IsBeingTypedAt || pictures.ChangedTiles(frame) > RestingTiles;
        if (isActivity)
            activeAt = time.GetTimestamp();
        if (segment is null)
        {
            if (isActivity)
                await OpenAsync(frame, follows: false, cancellationToken).ConfigureAwait(false);
            else
                Wait(frame);
            return;
        }
        if (time.GetElapsedTime(takenAt) < settings.Interval)
            return;
        var isKey = pictures.NeedsKey(frame) || IsKeyTime(frame);
        if (segment.TryMakeRoom() && IsOver())
            await OpenAsync(frame, follows: true, cancellationToken).ConfigureAwait(false);
        else if (!segment.IsStalled && (!isKey || segment.TryBeginKey()))
            Write(frame, isKey);
        else if (stalledAt == 0)
            stalledAt = time.GetTimestamp();
    }

    /// <summary>Where nothing is recorded: what the display shows is only watched.</summary>
    void Wait(Frame frame)
    {
        pictures.Pass(frame);
        seen = frame.Number;
        if (Status.State != RecordingState.Waiting || Status.Reason != Resting)
            Tell(RecordingState.Waiting, Resting);
    }

    void Write(Frame frame, bool isKey)
    {
        var micros = Math.Max(segment!.MicrosecondsOf(frame.Origin.Timestamp), segment.Records.LastMicroseconds);
        if (isKey)
        {
            // A picture that had to wait is told with the time that it was shown.
            pictures.WriteKey(segment.Records, frame, micros, time.GetUtcNow() - TimeSpan.FromMicroseconds(segment.Now - micros));
            keyAt = clockAt = time.GetTimestamp();
            meter.Recorded();
        }
        else if (pictures.TryWriteChange(segment.Records, frame, micros))
            meter.Recorded();
        TellSkipped(micros, frame.Origin.Timestamp, frame.Number - 1);
        (seen, takenAt, stalledAt) = (frame.Number, time.GetTimestamp(), 0);
    }

    /// <summary>Tells of the frames, up to the last one that was left out, for which the disk was too slow; of none if there were none.</summary>
    void TellSkipped(long micros, long until, long last)
    {
        if (stalledAt == 0 || last <= seen)
            return;
        var duration = time.GetElapsedTime(stalledAt, Math.Max(stalledAt, until));
        WriteGap(micros, GapReason.SlowDisk, (long)duration.TotalMicroseconds, last - seen, "the disk was too slow");
        meter.Skipped(last - seen, DroppedFrames.SlowDisk);
    }

    void WriteClock()
    {
        segment!.Records.WriteClock(segment.Now, time.GetUtcNow());
        clockAt = time.GetTimestamp();
    }

    void WriteGap(long micros, GapReason why, long durationMicroseconds, long count, string sentence)
    {
        segment!.Records.WriteGap(micros, why, Math.Max(0, durationMicroseconds), count, sentence);
        segment.CountGap();
        meter.Gap(why);
    }

    bool IsKeyTime(Frame frame) =>
        time.GetElapsedTime(keyAt) >= settings.KeyInterval && pictures.LiteralsSinceKey >= Math.Max(1, frame.Tiles.Length / 4);

    bool IsOver() => segment!.Bytes >= settings.SegmentBytes || segment.Age >= LongestSegment
        || segment.Age >= settings.SegmentLength && segment.Bytes >= WorthyKeys * segment.KeyBytes;

    /// <summary>Begins a segment with the frame, or a newer one where the disk took its time.</summary>
    async Task OpenAsync(Frame frame, bool follows, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        if (follows)
            await CloseAsync(null, "").ConfigureAwait(false);
        SegmentFile? file = null;
        await disk.RunAsync(() =>
        {
            history.FindEarlier(store, surface.Name, settings.Secret, cancellationToken);
            file = store.Create(surface.Name, time.GetUtcNow());
        }).ConfigureAwait(false);
        // Both clocks at once: what lies between them would be wrong in all the segment's times.
        var (now, start) = (time.GetUtcNow(), time.GetTimestamp());
        var id = display.Id();
        var facts = new SegmentFacts
        {
            Display = surface.Name, DisplayId = id == Guid.Empty ? null : id.ToString(), Host = settings.Host, Start = SegmentFacts.TimeText(now),
            Number = history.BeginSegment(), Previous = history.LastLink?.ToString(), Writer = settings.Writer,
            Salt = settings.Secret is null ? null : ChunkSeal.NewSalt().ToString(),
        };
        segment = new OpenSegment(file!, facts, settings, disk, signal, meter, time, start);
        if (follows && stalledAt == 0 && time.GetElapsedTime(begun) >= settings.Interval)
            stalledAt = begun;
        var newest = surface.Acquire() ?? frame.Acquire();
        Write(newest, isKey: true);
        newest.Release();
        if (history.EndedAt is { } ended)
            WriteGap(segment.Now, history.Why, (long)(now - ended).TotalMicroseconds, 0, history.Sentence);
        segment.TryWrite();
        Tell(RecordingState.Recording, null);
    }

    /// <summary>Closes the segment. Without a reason, the next one follows at once.</summary>
    async Task CloseAsync(GapReason? why, string sentence)
    {
        var closing = segment!;
        await closing.RestAsync().ConfigureAwait(false);
        if (closing.TryMakeRoom())
        {
            if (why is not null)
                TellSkipped(closing.Now, time.GetTimestamp(), surface.FrameCount);
            WriteClock();
        }
        try
        {
            await closing.CloseAsync().ConfigureAwait(false);
            logger.SegmentClosed(closing.Path, closing.PictureCount, closing.Bytes, closing.ClosedLink?.ToString() ?? "");
        }
        finally
        {
            segment = null;
            closing.Dispose();
            var until = time.GetUtcNow() - TimeSpan.FromMicroseconds(closing.Now - closing.EndMicroseconds);
            if (closing.Bytes == 0)
                history.Forget(until, why ?? GapReason.Failed, sentence);
            else if (why is { } reason)
                history.End(closing.ClosedLink, until, reason, sentence);
            else
                history.Continue(closing.ClosedLink, until);
        }
        if (why is null)
            return;
        stalledAt = 0;
        Tell(RecordingState.Waiting, Resting);
    }

    async Task<RecordingEnd> EndAsync(RecordingEnd end, GapReason why)
    {
        try
        {
            if (segment is not null)
                await CloseAsync(why, end.Message).ConfigureAwait(false);
            else if (history.EndedAt is null)
                history.End(history.LastLink, time.GetUtcNow(), why, end.Message);
        }
        catch (RecordingStoppedException)
        {
            // What could be written is; the rest is the reason for the end already.
        }
        return end;
    }

    void Tell(RecordingState state, string? reason) =>
        Volatile.Write(ref status, new RecordingStatus(state, reason, segment?.Path, time.GetUtcNow(), segment?.Bytes ?? 0));

    static RecordingEndReason ReasonOf(StopReason why) => why switch
    {
        StopReason.NoRoom => RecordingEndReason.NoRoom,
        StopReason.Bound => RecordingEndReason.Bound,
        _ => RecordingEndReason.Gone,
    };
}
