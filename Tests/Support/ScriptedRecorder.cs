using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Tests.Support;

/// <summary>A recorder whose status and end a test decides.</summary>
public sealed class ScriptedRecorder(RecordedDisplay display) : IRecorder
{
    readonly TaskCompletionSource<RecordingEnd> end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    volatile RecordingStatus status = RecordingStatus.Off;

    public RecordedDisplay Display { get; } = display;

    public TaskCompletionSource Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RecordingStatus Status => status;

    /// <summary>Whether it ends as soon as it is told to, as a recorder does whose disk does not hang.</summary>
    public bool IsObedient { get; init; } = true;

    public Task<RecordingEnd> RunAsync(CancellationToken cancellationToken)
    {
        cancellationToken.Register(() =>
        {
            if (IsObedient)
                End(RecordingEndReason.Told, "the service ended it");
            Told.TrySetResult();
        });
        return end.Task;
    }

    public void Show(RecordingState state, string? file = null) =>
        status = new RecordingStatus(state, state == RecordingState.Waiting ? "nothing happens" : null, file, DateTimeOffset.UnixEpoch, 42);

    public void End(RecordingEndReason why, string message) => end.TrySetResult(new RecordingEnd(why, message));

    public void Break(Exception fault) => end.TrySetException(fault);
}
