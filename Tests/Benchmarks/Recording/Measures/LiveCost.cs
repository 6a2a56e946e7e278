using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Scanout.Benchmarks.Capture;
using Scanout.Benchmarks.Recording.Peers;
using Scanout.Benchmarks.Recording.Sequences;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Frames;

namespace Scanout.Benchmarks.Recording.Measures;

/// <summary>
/// A sequence, captured and recorded frame by frame: the look at the device, what is made of it, and the writing. Thirty frames a second by a
/// clock that is set, one after the other as fast as they go.
/// </summary>
/// <param name="Bytes">The recording's, once it is closed.</param>
/// <param name="ProcessorTimes">This process's, for each frame of the sequence.</param>
/// <param name="Durations">By the wall.</param>
sealed record LiveCost(long Bytes, TimeSpan[] ProcessorTimes, TimeSpan[] Durations)
{
    public TimeSpan ProcessorTime => new(ProcessorTimes.Sum(time => time.Ticks));

    /// <summary>What a frame took, where each counts with the best of several rounds: what other programs took of the core is none of its.</summary>
    public LiveCost BestOf(LiveCost other) => this with
    {
        ProcessorTimes = [.. ProcessorTimes.Zip(other.ProcessorTimes, Least)],
        Durations = [.. Durations.Zip(other.Durations, Least)],
    };

    public static LiveCost Measure(CorpusSequence sequence, Func<TimeProvider, IRecorderUnderTest> open)
    {
        var time = new FakeTimeProvider();
        using var surface = new Surface(sequence.Name, new TilePool(), time);
        using var watch = surface.Watch(new Signal());
        watch.Ask(CorpusSequence.FrameInterval, isPatient: true);
        var device = new PictureDevice(sequence.WidthPixels, sequence.HeightPixels);
        using var capture = new DisplayCapture(device, surface);
        using var recorder = open(time);
        var player = new SequencePlayer(sequence);
        var (processor, wall) = (new TimeSpan[sequence.Frames.Count], new TimeSpan[sequence.Frames.Count]);
        for (var i = 0; i < sequence.Frames.Count; i++)
        {
            player.Step(device.Pixels);
            time.Advance(CorpusSequence.FrameInterval);
            var (began, before) = (Stopwatch.GetTimestamp(), ProcessorClock.ThisThread);
            if (capture.Poll() == CaptureOutcome.Captured)
                Record(recorder, surface);
            (processor[i], wall[i]) = (ProcessorClock.ThisThread - before, Stopwatch.GetElapsedTime(began));
        }
        return new(recorder.Close(), processor, wall);
    }

    static void Record(IRecorderUnderTest recorder, Surface surface)
    {
        var frame = surface.Acquire()!;
        recorder.Record(frame);
        frame.Release();
    }

    static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
