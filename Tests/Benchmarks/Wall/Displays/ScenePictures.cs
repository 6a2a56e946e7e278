using Scanout.Pipeline.Devices.Demo;

namespace Scanout.Benchmarks.Wall.Displays;

/// <summary>A few pictures of a demo scene, a quarter of a second from one to the next, and where each differs from the one before it. They go round.</summary>
sealed class ScenePictures
{
    const int Count = 16;
    const int StepsBetween = DemoScene.StepsPerSecond / 4;
    const int PieceBytes = 256;

    readonly byte[][] pictures = new byte[Count][];
    readonly List<Range>[] changes = new List<Range>[Count];

    public ScenePictures(string scene, int widthPixels, int heightPixels)
    {
        (WidthPixels, HeightPixels) = (widthPixels, heightPixels);
        var canvas = new DemoCanvas(widthPixels, heightPixels);
        var painter = DemoScenes.Create(scene, canvas, "vm", DateTimeOffset.UnixEpoch);
        for (var i = 0; i < Count; i++)
        {
            painter.Paint(i * StepsBetween);
            pictures[i] = canvas.Pixels.ToArray();
        }
        for (var i = 0; i < Count; i++)
            changes[i] = Differences(pictures[(i + Count - 1) % Count], pictures[i]);
    }

    public int WidthPixels { get; }

    public int HeightPixels { get; }

    /// <summary>How much of a picture differs from the one before, in the mean.</summary>
    public double ChangedShare => changes.Average(ranges => ranges.Sum(range => (double)(range.End.Value - range.Start.Value))) / pictures[0].Length;

    public ReadOnlySpan<byte> Whole(long number) => pictures[number % Count];

    /// <summary>Makes the picture of that number the next one.</summary>
    public void Change(long number, Span<byte> pixels)
    {
        var next = (number + 1) % Count;
        foreach (var range in changes[next])
            pictures[next].AsSpan(range).CopyTo(pixels[range]);
    }

    static List<Range> Differences(byte[] before, byte[] after)
    {
        var ranges = new List<Range>();
        for (var at = 0; at < after.Length; at += PieceBytes)
        {
            var end = Math.Min(at + PieceBytes, after.Length);
            if (before.AsSpan(at..end).SequenceEqual(after.AsSpan(at..end)))
                continue;
            if (ranges.Count > 0 && ranges[^1].End.Value == at)
                ranges[^1] = ranges[^1].Start..end;
            else
                ranges.Add(at..end);
        }
        return ranges;
    }
}
