using System.IO.Pipelines;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>
/// The writing half of an open session: sends an update whenever the client may be sent one and there is something new, the newest frame at that
/// moment; and says to the surface how often pictures are wanted. Owned by the session; one task.
/// </summary>
sealed class RfbSender(
    PipeWriter output, Surface surface, SurfaceWatch watch, Signal signal, RfbWishes wishes, RfbInput input, RfbUpdateWriter writer,
    TimeSpan interval)
{
    /// <summary>How long a viewer that was sent all that there is counts as one that wants more, though it has not asked.</summary>
    static readonly TimeSpan DemandStands = TimeSpan.FromSeconds(1);

    readonly SinkMeter meter = new(surface, "vnc");

    /// <summary>The frame that the viewer was sent last, or had on its screen already.</summary>
    long seenNumber;

    TimeProvider TimeProvider => surface.TimeProvider;

    /// <summary>Sends updates until the token ends it or the connection breaks.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var depth = meter.TrackDepth();
        var (view, flow) = (new RfbView(), new ViewerFlow(TimeProvider));
        var answers = new RfbAnswers(output, wishes, view, flow, input);
        await using var wake = TimeProvider.CreateTimer(_ => signal.Set(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var (sentNumber, sentAt) = (0L, TimeProvider.GetTimestamp());
        for (;; await signal.WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            if (answers.Take())
                await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (!view.HasRequest && !(view.IsContinuous && flow.IsOpen))
            {
                // A viewer that keeps pace asks again in a moment: its demand stands until there is a frame that it has not asked for.
                if (surface.FrameCount > sentNumber || TimeProvider.GetElapsedTime(sentAt) >= DemandStands)
                    watch.Withdraw();
                else
                    wake.Change(DemandStands, Timeout.InfiniteTimeSpan);
                continue;
            }
            watch.Ask(interval);
            if (surface.Acquire() is not { } frame)
                continue;
            try
            {
                if (!writer.HasNews(frame, view))
                {
                    seenNumber = frame.Number;
                    meter.Had(frame);
                    if (writer.NextRefinement is { } rest)
                        wake.Change(rest, Timeout.InfiniteTimeSpan);
                    continue;
                }
                await SendAsync(answers, view, flow, frame, cancellationToken).ConfigureAwait(false);
                (sentNumber, sentAt) = (frame.Number, TimeProvider.GetTimestamp());
                // There may be more to send already, and the client may take it.
                signal.Set();
            }
            finally
            {
                frame.Release();
            }
        }
    }

    async ValueTask SendAsync(RfbAnswers answers, RfbView view, ViewerFlow flow, Frame frame, CancellationToken cancellationToken)
    {
        var wasWaiting = frame.Number > view.RequestedAtFrame;
        var began = TimeProvider.GetTimestamp();
        var isOfPixels = await writer.WriteAsync(frame, view, cancellationToken).ConfigureAwait(false);
        view.Spend(frame.Number, isOfPixels);
        if (view.IsContinuous && flow.HasRoom)
        {
            answers.WriteFence(writer.BytesWritten);
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        meter.Sent(writer.EncodingName, writer.BytesWritten);
        meter.Delivered(frame, seenNumber, wasWaiting, new UpdateTimes(began, TimeProvider.GetTimestamp(), writer.Writing));
        seenNumber = frame.Number;
    }
}
