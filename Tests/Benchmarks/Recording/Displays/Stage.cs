using System.Diagnostics;
using Scanout.Benchmarks.Capture;
using Scanout.Benchmarks.Recording.Sequences;

namespace Scanout.Benchmarks.Recording.Displays;

/// <summary>Paints displays, each thirty times a second, on one thread until it is disposed of; knows what that costs. The devices are others'.</summary>
sealed class Stage : IDisposable
{
    readonly IReadOnlyList<(SequencePlayer Player, PictureDevice Device)> displays;
    readonly Thread thread;
    volatile bool isEnding;
    long processorTicks;
    long frames;

    public Stage(IReadOnlyList<(SequencePlayer Player, PictureDevice Device)> displays)
    {
        this.displays = displays;
        thread = new Thread(Paint) { Name = "stage" };
        thread.Start();
    }

    /// <summary>The painting thread's, by the last frame.</summary>
    public TimeSpan ProcessorTime => new(Interlocked.Read(ref processorTicks));

    /// <summary>So far, of each display.</summary>
    public long Frames => Interlocked.Read(ref frames);

    public void Dispose()
    {
        isEnding = true;
        thread.Join();
    }

    void Paint()
    {
        // Not all at the same place of their sequence.
        for (var i = 0; i < displays.Count; i++)
            for (var ahead = i * 7 % displays[i].Player.Sequence.Frames.Count; ahead >= 0; ahead--)
                displays[i].Player.Step(displays[i].Device.Pixels);
        var began = Stopwatch.GetTimestamp();
        for (long frame = 1; !isEnding; frame++)
        {
            // Where it is late, frames are left out: nothing is hurried.
            frame = Math.Max(frame, (long)(Stopwatch.GetElapsedTime(began) / CorpusSequence.FrameInterval));
            if (frame * CorpusSequence.FrameInterval - Stopwatch.GetElapsedTime(began) is var wait && wait > TimeSpan.Zero)
                Thread.Sleep(wait);
            foreach (var (player, device) in displays)
                player.Step(device.Pixels);
            Interlocked.Exchange(ref processorTicks, ProcessorClock.ThisThread.Ticks);
            Interlocked.Increment(ref frames);
        }
    }
}
