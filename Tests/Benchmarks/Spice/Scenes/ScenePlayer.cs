using System.Diagnostics;
using Scanout.Benchmarks.Spice.Peers;

namespace Scanout.Benchmarks.Spice.Scenes;

/// <summary>Shows a scene's frames on a peer's screen at their times, on a thread of its own until it is disposed of.</summary>
sealed class ScenePlayer : IDisposable
{
    readonly StampedScene scene;
    readonly Screen screen;
    readonly double framesPerSecond;
    readonly Thread thread;
    readonly long[] shownAt = new long[Stamp.Count];
    volatile bool isEnding;
    int shown;

    public ScenePlayer(StampedScene scene, Screen screen, double framesPerSecond)
    {
        (this.scene, this.screen, this.framesPerSecond) = (scene, screen, framesPerSecond);
        scene.Begin();
        screen.Show(scene.Picture);
        thread = new(Play) { Name = "scene" };
        thread.Start();
    }

    /// <summary>Frames so far, without the first picture.</summary>
    public int Shown => Volatile.Read(ref shown);

    /// <summary>When a frame that has been seen was in the screen's memory whole, as Stopwatch counts.</summary>
    public long ShownAt(int number) => Volatile.Read(ref shownAt[number]);

    public void Dispose()
    {
        isEnding = true;
        thread.Join();
    }

    void Play()
    {
        var began = Stopwatch.GetTimestamp();
        for (var frame = 1; !isEnding; frame++)
        {
            scene.Step();
            var due = TimeSpan.FromSeconds(frame / framesPerSecond) - Stopwatch.GetElapsedTime(began);
            if (due > TimeSpan.Zero)
                Thread.Sleep(due);
            // Before, too: a server may look, and a viewer see it, before the copy returns.
            Volatile.Write(ref shownAt[scene.Number], Stopwatch.GetTimestamp());
            screen.Show(scene.Picture);
            Volatile.Write(ref shownAt[scene.Number], Stopwatch.GetTimestamp());
            Volatile.Write(ref shown, frame);
        }
    }
}
