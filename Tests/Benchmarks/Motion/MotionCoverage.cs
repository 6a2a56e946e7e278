using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using Scanout.Benchmarks.Corpus;
using Scanout.Codecs.Motion;

namespace Scanout.Benchmarks.Motion;

/// <summary>
/// Over recorded sequences of real screens (files <c>*.sfc</c> in the folder that <c>SCANOUT_CORPUS</c> names): which share of the
/// changed cells need not be sent because it moved, and what finding that out costs. Each frame's moves are carried out and checked.
/// </summary>
static class MotionCoverage
{
    const int Rounds = 5;

    public static void Measure(bool isVerbose)
    {
        if (!CorpusReader.HasSequences)
            throw new InvalidOperationException("SCANOUT_CORPUS names no folder of recorded sequences");
        Console.WriteLine("sequence    frames  changed cells  moved   moves/frame   us: median     p95     max   of which nothing moved");
        foreach (var path in CorpusReader.Files)
            Measure(path, isVerbose);
    }

    static void Measure(string path, bool isVerbose)
    {
        using var reader = new CorpusReader(path);
        var (width, height) = (reader.WidthPixels, reader.HeightPixels);
        var pixels = new uint[width * height];
        var (before, after) = (new LinearPicture(width, height), new LinearPicture(width, height));
        var finder = new MotionFinder();
        var moves = new List<Move>();
        var (changed, moved, found, withChange) = (0L, 0L, 0L, 0);
        var (times, idle) = (new List<double>(), new List<double>());
        for (var frame = 0; reader.ReadFrame() is { } tiles; frame++)
        {
            tiles.ForEach(tile => tile.CopyTo(pixels, width));
            (before, after) = (after, before);
            after.Fill(MemoryMarshal.AsBytes(pixels.AsSpan()));
            if (frame == 0)
                continue;
            var cells = before.ChangedCells(after);
            var count = cells.Sum(bits => BitOperations.PopCount(bits));
            if (count == 0)
                continue;
            var best = double.MaxValue;
            for (var round = 0; round < Rounds; round++)
            {
                var start = Stopwatch.GetTimestamp();
                finder.Find(before.Grid, after.Grid, cells, moves);
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }
            var covered = MoveCheck.Covered(before, after, cells, moves);
            withChange++;
            changed += count;
            moved += covered;
            found += moves.Count;
            times.Add(best);
            if (moves.Count == 0)
                idle.Add(best);
            if (!isVerbose)
                continue;
            var listed = moves.Take(4).Select(move =>
                $"{move.Width}x{move.Height}@{move.X},{move.Y}({move.SourceX - move.X},{move.SourceY - move.Y})");
            Console.WriteLine($"  {frame,3}: {count,6} changed, {covered,6} moved, {best,7:0} us  {string.Join(' ', listed)}");
        }
        times.Sort();
        idle.Sort();
        Console.WriteLine(
            $"{Path.GetFileNameWithoutExtension(path),-10} {withChange,7} {changed,14} {(double)moved / Math.Max(1, changed),6:P0} "
            + $"{(double)found / Math.Max(1, withChange),12:0.0} {At(times, 0.5),14:0} {At(times, 0.95),7:0} {At(times, 1),7:0}"
            + $"   {At(idle, 0.5):0} max {At(idle, 1):0}");
    }

    static double At(List<double> sorted, double share) => sorted.Count == 0 ? 0 : sorted[(int)(share * (sorted.Count - 1))];
}
