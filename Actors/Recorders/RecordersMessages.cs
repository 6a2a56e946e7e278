using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Actors.Recorders;

/// <summary>Close every segment in good order, and record no more. Answered with <see cref="RecordersStopped"/> once that is done.</summary>
public sealed record StopRecorders;

/// <summary>Policies have changed: what is recorded by another one ends in good order and begins anew, or ends, or begins.</summary>
public sealed record ReviewPolicies;

/// <summary>No recorder runs any more.</summary>
public sealed record RecordersStopped;

/// <summary>To a recorder's actor, from itself: time to begin, or to try again.</summary>
sealed record StartRecording;

/// <summary>To a recorder's actor, from itself: time to ask the recorder how it is.</summary>
sealed record LookAtRecorder;

/// <summary>To a recorder's actor, from its supervisor: close the segment and end.</summary>
sealed record StopRecording;

/// <summary>To a recorder's actor, from itself: the recorder has ended.</summary>
/// <param name="Recorder">Which one; what one before it tells is of no interest.</param>
/// <param name="End">How.</param>
sealed record RecorderEnded(IRecorder Recorder, RecordingEnd End);

/// <summary>To a recorder's actor, from itself: the recorder broke.</summary>
sealed record RecorderBroke(IRecorder Recorder, Exception Fault);
