using System.Runtime.InteropServices;
using Scanout.Benchmarks.Recording.Sequences;
using Scanout.Pipeline.Recordings;

namespace Scanout.Benchmarks.Recording.Measures;

/// <summary>Whether a recording shows exactly the sequence that was recorded: sizes of what is not the same are worth nothing.</summary>
static class LosslessCheck
{
    const uint Colours = 0xFFFFFF;

    /// <exception cref="InvalidOperationException">It does not.</exception>
    public static void Run(CorpusSequence sequence, string folder)
    {
        using var timeline = RecordingTimeline.Open(folder, keyFile: null);
        var player = new SequencePlayer(sequence);
        var picture = new uint[sequence.WidthPixels * sequence.HeightPixels];
        for (var frame = 0; frame < sequence.Frames.Count; frame++)
        {
            player.Step(picture);
            // The recording's clock begins with its first picture, and counts microseconds: the middle of the frame is sure to be within it.
            var shown = (frame + 0.5) * CorpusSequence.FrameInterval;
            while (timeline.NextTime <= shown && timeline.Next())
            {
            }
            if (!IsSame(picture, MemoryMarshal.Cast<byte, uint>(timeline.Bgrx)))
                throw new InvalidOperationException($"{folder} does not show frame {frame} of {sequence.Name} as it was");
        }
    }

    static bool IsSame(ReadOnlySpan<uint> one, ReadOnlySpan<uint> other)
    {
        var differs = one.Length ^ other.Length;
        for (var i = 0; i < one.Length && differs == 0; i++)
            differs |= (int)((one[i] ^ other[i]) & Colours);
        return differs == 0;
    }
}
