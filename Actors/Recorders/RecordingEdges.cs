using Microsoft.Extensions.Logging;
using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Actors.Recorders;

/// <summary>
/// Tells the board how one display's recording is, and the log where that has changed. Owned by <see cref="RecordersActor"/>, since it
/// outlives a recorder actor's restarts; used on that actor's turn, and on its supervisor's while it is suspended.
/// </summary>
sealed class RecordingEdges(string display, RecordingBoard board, TimeProvider timeProvider, ILogger logger)
{
    RecordingState told = RecordingState.Off;

    public void Tell(RecordingStatus status)
    {
        if (status.State != told)
            Log(status, told);
        told = status.State;
        board.Put(display, status);
    }

    void Log(RecordingStatus status, RecordingState before)
    {
        switch (status.State)
        {
            case RecordingState.Recording when before == RecordingState.Off:
                logger.RecordingBegan(display, status.File ?? "");
                break;
            case RecordingState.Recording when before == RecordingState.Waiting:
                logger.RecordingWoke(display, status.File ?? "");
                break;
            case RecordingState.Recording:
                logger.RecordingGoesOn(display, status.File ?? "");
                break;
            case RecordingState.Waiting when before == RecordingState.Recording:
                logger.RecordingWaits(display);
                break;
            case RecordingState.Waiting:
                logger.RecordingReady(display);
                break;
            case RecordingState.Stopped:
                logger.RecordingStopped(display, status.Reason ?? "");
                break;
            case RecordingState.Off:
                logger.RecordingEnded(display, status.Reason ?? "");
                break;
        }
    }

    /// <summary>The recorder has ended.</summary>
    public void TellEnd(RecordingEnd end) =>
        TellOfNone(end.Why == RecordingEndReason.Told ? RecordingState.Off : RecordingState.Stopped, end.Message);

    /// <summary>The recorder broke; its fault is the supervisor's to log.</summary>
    public void TellFailure(string reason) => TellOfNone(RecordingState.Failing, $"it failed and is tried again: {reason}");

    /// <summary>There is no recorder. To have been tried again without success changes nothing about since when.</summary>
    void TellOfNone(RecordingState state, string reason) => Tell(
        new RecordingStatus(state, reason, null, told == state ? board.Of(display).Since : timeProvider.GetUtcNow(), 0));
}
