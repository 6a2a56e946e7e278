using System.Diagnostics;
using Scanout.Benchmarks.Spice.Peers;
using Scanout.Benchmarks.Spice.Viewers;

namespace Scanout.Benchmarks.Spice.Measures;

/// <summary>
/// From the first connection's beginning until the first whole picture and MARK have come, session after session, of a picture at rest.
/// </summary>
static class FirstPixels
{
    static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    public static Percentiles Measure(SpicePeer peer, ViewerConduct conduct, int sessions)
    {
        var times = new List<TimeSpan>();
        // The first is the client's own warming up.
        for (var i = -1; i < sessions; i++)
        {
            var beganAt = Stopwatch.GetTimestamp();
            using (var viewer = SpiceViewer.Open(peer, conduct))
            {
                viewer.AwaitPicture();
                if (i >= 0)
                    times.Add(Stopwatch.GetElapsedTime(beganAt));
            }
            Thread.Sleep(Rest);
        }
        return new(times);
    }
}
