using Scanout.Benchmarks.Corpus;

namespace Scanout.Benchmarks.Deflate;

/// <summary>Tiles that changed on real screens, of each frame some, spread over it.</summary>
static class CorpusTiles
{
    const int MaxFrames = 60;
    const int MaxTilesOfFrame = 60;

    /// <summary>BGRX pixels of tiles, their fourth byte zero.</summary>
    public static IEnumerable<uint[]> Read(string path)
    {
        using var reader = new CorpusReader(path);
        for (var frame = 0; frame < MaxFrames && reader.ReadFrame() is { } tiles; frame++)
        {
            var every = Math.Max(1, tiles.Count / MaxTilesOfFrame);
            for (var i = 0; i < tiles.Count; i += every)
                yield return [.. tiles[i].Pixels.Select(pixel => pixel & 0xFFFFFF)];
        }
    }
}
