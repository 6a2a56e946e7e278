using Scanout.Benchmarks.Corpus;
using Scanout.Benchmarks.Vnc.Scenes;

namespace Scanout.Benchmarks.Spice.Scenes;

/// <summary>A recorded sequence of a real screen of this size, over and over.</summary>
sealed class RecordedScene : IScene
{
    static readonly Area[] Whole = [new(0, 0, IScene.Width, IScene.Height)];

    readonly List<List<CorpusTile>> frames = [];
    int step;

    RecordedScene(string path)
    {
        using var reader = new CorpusReader(path);
        if ((reader.WidthPixels, reader.HeightPixels) != (IScene.Width, IScene.Height))
            throw new InvalidDataException($"{path} is {reader.WidthPixels}×{reader.HeightPixels}");
        while (reader.ReadFrame() is { } tiles)
            frames.Add(tiles);
    }

    /// <summary>The sequence of that name where <c>SCANOUT_CORPUS</c> has it.</summary>
    public static RecordedScene? Find(string name) =>
        CorpusReader.Files.FirstOrDefault(path => Path.GetFileNameWithoutExtension(path) == name) is { } path ? new(path) : null;

    public void Begin(Span<uint> pixels)
    {
        step = 0;
        pixels.Clear();
        Paint(pixels);
    }

    public ReadOnlySpan<Area> Step(Span<uint> pixels)
    {
        step = (step + 1) % frames.Count;
        if (step == 0)
            pixels.Clear();
        Paint(pixels);
        return Whole;
    }

    void Paint(Span<uint> pixels)
    {
        foreach (var tile in frames[step])
            tile.CopyTo(pixels, IScene.Width);
    }
}
