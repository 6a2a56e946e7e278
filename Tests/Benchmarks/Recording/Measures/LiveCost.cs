using Scanout.Benchmarks.Recording.Displays;
using Scanout.Benchmarks.Recording.Sequences;

namespace Scanout.Benchmarks.Recording.Measures;

/// <summary>
/// A sequence, captured and recorded frame by frame: the look at the device, what is made of it, and the writing. Thirty frames a second by a
/// clock that is set, one after the other as fast as they go.
/// </summary>
/// <param name="ProcessorTime">The process's, without what painted the frames.</param>
/// <param name="FrameDurations">For each frame of the sequence, from the look until the recorder rests, by the wall.</param>
/// <param name="Bytes">The recording's.</param>
sealed record LiveCost(TimeSpan ProcessorTime, IReadOnlyList<TimeSpan> FrameDurations, long Bytes)
{
    /// <summary>Records the sequence into a directory that is empty, and leaves the recording there.</summary>
    public static LiveCost Measure(CorpusSequence sequence, string directory)
    {
        using var display = new StagedDisplay(sequence.WidthPixels, sequence.HeightPixels, directory);
        var player = new SequencePlayer(sequence);
        var durations = new TimeSpan[sequence.Frames.Count];
        var painting = TimeSpan.Zero;
        var before = ProcessorClock.ThisProcess;
        for (var frame = 0; frame < sequence.Frames.Count; frame++)
        {
            var painted = ProcessorClock.ThisThread;
            player.Step(display.Pixels);
            painting += ProcessorClock.ThisThread - painted;
            durations[frame] = display.Look(CorpusSequence.FrameInterval);
        }
        var bytes = display.Close();
        return new(ProcessorClock.ThisProcess - before - painting, durations, bytes);
    }
}
