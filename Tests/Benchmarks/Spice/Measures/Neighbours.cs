using Scanout.Benchmarks.Spice.Peers;
using Scanout.Benchmarks.Spice.Scenes;
using Scanout.Benchmarks.Spice.Viewers;

namespace Scanout.Benchmarks.Spice.Measures;

/// <summary>What a viewer receives alone, and what it receives beside one that is in trouble.</summary>
/// <param name="Alone">Frames a second.</param>
/// <param name="Beside">By what is the matter with the other one.</param>
sealed record Neighbours(double Alone, IReadOnlyList<(string Trouble, double FramesPerSecond)> Beside)
{
    const int FourMegabits = 4_000_000 / 8;
    const int RecoveredFrames = 10;

    static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static Neighbours Measure(SpicePeer peer, StampedScene scene, double framesPerSecond, TimeSpan duration)
    {
        using var player = new ScenePlayer(scene, peer.Screen, framesPerSecond);
        using var healthy = SpiceViewer.Open(peer, ViewerConduct.Reading);
        healthy.AwaitPicture();
        Thread.Sleep(Settling);
        var alone = Delivery.Watch(peer, player, [healthy], duration).FramesPerSecond;

        var beside = new List<(string, double)>();
        foreach (var (trouble, conduct, isStalling) in (ReadOnlySpan<(string, ViewerConduct, bool)>)
        [
            ("reads nothing", ViewerConduct.CountingLz4, true),
            ("sends no ACK and no PONG", ViewerConduct.CountingLz4 with { IsAnswering = false }, false),
            ("has 4 Mbit/s", ViewerConduct.CountingLz4 with { BytesPerSecond = FourMegabits }, false),
        ])
        {
            using (var troubled = SpiceViewer.Open(peer, conduct))
            {
                if (isStalling)
                {
                    troubled.AwaitPicture();
                    troubled.Stall();
                }
                Thread.Sleep(Settling);
                beside.Add((trouble, Delivery.Watch(peer, player, [healthy], duration).FramesPerSecond));
            }
            // What a server still owes the one that has gone is not the next one's trouble.
            if (!healthy.AwaitFrames(RecoveredFrames, Patience))
                throw new InvalidOperationException($"{peer.Name}: a viewer gets nothing when the one that {trouble} has gone");
        }
        return new(alone, beside);
    }
}
