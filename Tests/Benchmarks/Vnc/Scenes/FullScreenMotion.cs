namespace Scanout.Benchmarks.Vnc.Scenes;

/// <summary>
/// Something like a film over the whole screen: soft shapes that flow into each other, and grain; no two frames are moves of each other.
/// </summary>
sealed class FullScreenMotion : IScene
{
    const int Frames = 24;
    const int GrainPixels = 1 << 16;

    static readonly Area[] Whole = [new(0, 0, IScene.Width, IScene.Height)];

    readonly uint[][] frames = Render();
    int step;

    public void Begin(Span<uint> pixels)
    {
        step = 0;
        frames[0].CopyTo(pixels);
    }

    public ReadOnlySpan<Area> Step(Span<uint> pixels)
    {
        frames[++step % Frames].CopyTo(pixels);
        return Whole;
    }

    static uint[][] Render()
    {
        var grain = new sbyte[GrainPixels];
        var random = new Random(3);
        for (var i = 0; i < grain.Length; i++)
            grain[i] = (sbyte)(random.Next(-4, 5) + random.Next(-3, 4));
        var frames = new uint[Frames][];
        Parallel.For(0, Frames, frame => frames[frame] = RenderFrame(frame, grain));
        return frames;
    }

    static uint[] RenderFrame(int frame, sbyte[] grain)
    {
        var time = frame * 2 * Math.PI / Frames;
        var across = Wave(IScene.Width, 0.0051, time);
        var along = Wave(IScene.Height, 0.0083, -time);
        var slope = Wave(IScene.Width + IScene.Height, 0.0037, 2 * time);
        var seed = (uint)(frame + 1) * 2654435761;
        var pixels = new uint[IScene.Width * IScene.Height];
        for (var (y, i) = (0, 0); y < IScene.Height; y++)
            for (var x = 0; x < IScene.Width; x++, i++)
            {
                seed = seed * 1664525 + 1013904223;
                var noise = grain[seed >> 16];
                var edge = (x + y * 2 + frame * 80) % 640 < 320 ? 24 : -24;
                pixels[i] = Channel(128 + across[x] * 60 + slope[x + y] * 40 + noise) << 16
                    | Channel(120 + along[y] * 50 + across[x] * 30 + edge + noise) << 8
                    | Channel(130 + slope[x + y] * 60 - along[y] * 40 + noise);
            }
        return pixels;
    }

    static double[] Wave(int length, double turns, double phase) =>
        [.. Enumerable.Range(0, length).Select(at => Math.Sin(at * turns + phase) + 0.3 * Math.Sin(at * turns * 3.7 - phase))];

    static uint Channel(double value) => (uint)Math.Clamp((int)value, 0, 255);
}
