using System.Collections.Immutable;
using Scanout.Codecs.Motion;

namespace Scanout.Pipeline.Frames;

/// <summary>
/// What moved between two frames of one surface, found once for all sinks that go from the one to the other. Owned by the surface; any
/// thread may ask. Who asks while a search is under way waits for it, a millisecond or two, and mostly finds that it was the same
/// question.
/// </summary>
public sealed class FrameMotion
{
    /// <summary>Answers that are kept: a sink or two may be some frames behind the others.</summary>
    const int Kept = 8;

    readonly Lock gate = new();
    readonly Answer[] answers = new Answer[Kept];
    readonly List<Move> moves = new(MotionFinder.MaxMoves);
    MotionFinder? finder;
    ushort[] cells = [];
    int next;

    /// <summary>
    /// The moves that, carried out in this order on a screen that shows all of <paramref name="before"/>, leave every pixel of their
    /// destinations as
    /// <paramref name="after"/> has it. None where the frames are of two sizes, or where one is a notice.
    /// </summary>
    /// <param name="before">Published by the surface, held by the caller.</param>
    /// <param name="after">Likewise.</param>
    public ImmutableArray<Move> Between(Frame before, Frame after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before == after || !before.HasSizeOf(after) || before.Origin.IsNotice || after.Origin.IsNotice)
            return [];
        lock (gate)
        {
            foreach (ref readonly var answer in answers.AsSpan())
                if (answer.Before == before.Number && answer.After == after.Number)
                    return answer.Moves;
            var found = Search(before, after);
            answers[next++ % Kept] = new Answer(before.Number, after.Number, found);
            return found;
        }
    }

    ImmutableArray<Move> Search(Frame before, Frame after)
    {
        var count = after.Tiles.Length;
        if (cells.Length < count)
            cells = new ushort[count];
        for (var i = 0; i < count; i++)
            cells[i] = after.Tiles[i].CellsUnlike(before.Tiles[i]);
        (finder ??= new MotionFinder()).Find(new FrameTiles(before), new FrameTiles(after), cells.AsSpan(0, count), moves);
        return [.. moves];
    }

    /// <summary>Frames are counted from 1, so that an empty place answers nothing.</summary>
    readonly record struct Answer(long Before, long After, ImmutableArray<Move> Moves);
}
