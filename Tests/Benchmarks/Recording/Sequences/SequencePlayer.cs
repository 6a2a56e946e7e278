using Scanout.Benchmarks.Corpus;

namespace Scanout.Benchmarks.Recording.Sequences;

/// <summary>
/// Shows a sequence frame by frame, over and over. What changes in it has other colours each time, so that no pass repeats tiles of
/// another, as hours of a real screen don't; what rests in it stays as it is.
/// </summary>
/// <param name="sequence">What is shown.</param>
/// <param name="pass">Where the colours begin: 0 is as recorded.</param>
sealed class SequencePlayer(CorpusSequence sequence, int pass = 0)
{
    bool hasBegun;

    /// <summary>The frame that is shown next.</summary>
    public int Next { get; private set; }

    public CorpusSequence Sequence => sequence;

    /// <summary>Three bits of each channel: near enough to the recorded colours, and 512 of them.</summary>
    uint Salt => (uint)(pass & 7 | (pass >> 3 & 7) << 8 | (pass >> 6 & 7) << 16);

    /// <summary>Shows the next frame in a picture whose rows follow each other without gaps.</summary>
    public void Step(Span<uint> picture)
    {
        if (!hasBegun)
            Show(sequence.Frames[0], picture, salt: 0);
        hasBegun = true;
        Show(Next == 0 ? sequence.Stirred : sequence.Frames[Next], picture, Salt);
        if (++Next < sequence.Frames.Count)
            return;
        Next = 0;
        pass++;
    }

    /// <summary>Begins again from the first frame, on a picture that shows something else.</summary>
    public void Rewind()
    {
        hasBegun = false;
        Next = 0;
    }

    void Show(IReadOnlyList<CorpusTile> tiles, Span<uint> picture, uint salt)
    {
        foreach (var tile in tiles)
            tile.CopyTo(picture, sequence.WidthPixels, salt);
    }
}
