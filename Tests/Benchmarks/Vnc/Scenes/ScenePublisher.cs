using System.Diagnostics;
using Scanout.Benchmarks.Vnc.Peers;

namespace Scanout.Benchmarks.Vnc.Scenes;

/// <summary>Plays a scene on a peer's stage, thirty frames a second, on a thread of its own until it is disposed of.</summary>
sealed class ScenePublisher : IDisposable
{
    readonly IScene scene;
    readonly Stage stage;
    readonly Thread thread;
    volatile bool isEnding;
    long published;

    public ScenePublisher(IScene scene, Stage stage)
    {
        (this.scene, this.stage) = (scene, stage);
        scene.Begin(stage.Pixels);
        stage.Publish([new(0, 0, IScene.Width, IScene.Height)]);
        thread = new(Play) { Name = "scene" };
        thread.Start();
    }

    /// <summary>Frames so far, without the first picture.</summary>
    public long Published => Interlocked.Read(ref published);

    public void Dispose()
    {
        isEnding = true;
        thread.Join();
    }

    void Play()
    {
        var began = Stopwatch.GetTimestamp();
        for (long frame = 1; !isEnding; frame++)
        {
            var due = TimeSpan.FromSeconds((double)frame / IScene.FramesPerSecond) - Stopwatch.GetElapsedTime(began);
            if (due > TimeSpan.Zero)
                Thread.Sleep(due);
            stage.Publish(scene.Step(stage.Pixels));
            Interlocked.Increment(ref published);
        }
    }
}
