using Scanout.Benchmarks.Corpus;

namespace Scanout.Benchmarks.Recording.Sequences;

/// <summary>A recorded sequence in memory: for each frame the tiles that changed. Immutable.</summary>
sealed class CorpusSequence
{
    public const int FramesPerSecond = 30;

    public static readonly TimeSpan FrameInterval = TimeSpan.FromSeconds(1) / FramesPerSecond;

    CorpusSequence(string path)
    {
        using var reader = new CorpusReader(path);
        (Name, WidthPixels, HeightPixels) = (Path.GetFileNameWithoutExtension(path), reader.WidthPixels, reader.HeightPixels);
        var frames = new List<List<CorpusTile>>(reader.FrameCount);
        while (reader.ReadFrame() is { } tiles)
            frames.Add(tiles);
        Frames = frames;
        var first = frames[0].ToDictionary(tile => (tile.X, tile.Y));
        Stirred = [.. frames.Skip(1).SelectMany(tiles => tiles).DistinctBy(tile => (tile.X, tile.Y))
            .Select(tile => first.GetValueOrDefault((tile.X, tile.Y), tile with { Pixels = new uint[tile.Pixels.Length] }))];
    }

    public string Name { get; }
    public int WidthPixels { get; }
    public int HeightPixels { get; }

    /// <summary>The first has every tile that is not all zero, the others what changed since the one before.</summary>
    public IReadOnlyList<IReadOnlyList<CorpusTile>> Frames { get; }

    /// <summary>The places that change later, as they are in the first frame.</summary>
    public IReadOnlyList<CorpusTile> Stirred { get; }

    public bool IsFullHd => (WidthPixels, HeightPixels) == (1920, 1080);

    public TimeSpan Duration => Frames.Count * FrameInterval;

    public static IReadOnlyList<CorpusSequence> LoadAll() => [.. CorpusReader.Files.AsParallel().AsOrdered().Select(path => new CorpusSequence(path))];
}
