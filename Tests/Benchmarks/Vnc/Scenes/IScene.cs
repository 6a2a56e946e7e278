namespace Scanout.Benchmarks.Vnc.Scenes;

/// <summary>A picture that moves: always the same pixels at the same step, whoever looks. One thread.</summary>
interface IScene
{
    const int Width = 1920;
    const int Height = 1080;
    const int FramesPerSecond = 30;

    /// <summary>Paints step 0 whole.</summary>
    void Begin(Span<uint> pixels);

    /// <summary>Takes the picture one step on; tells what has changed, and no more than that.</summary>
    ReadOnlySpan<Area> Step(Span<uint> pixels);
}
