using System.Collections.Concurrent;
using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices.Regions;

namespace Scanout.Tests.EndToEnd;

/// <summary>
/// Regions that show stamped pictures, a new one whenever the service asks for one: so that none is ever read half painted. A thread of its own
/// paints.
/// </summary>
public sealed class StampedDisplays : IDisposable
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(4);

    readonly List<RegionPublisher> publishers = [];
    readonly List<ConcurrentQueue<(int Number, long Microseconds)>> painted = [];
    readonly CancellationTokenSource ending = new();
    readonly Thread painter;

    public StampedDisplays(string directory, int count)
    {
        var layout = new PlaneLayout(
            PixelFormat.Xr24, Tiling.Linear, StampedPicture.WidthPixels, StampedPicture.HeightPixels, StampedPicture.WidthPixels * 4);
        for (var display = 0; display < count; display++)
        {
            painted.Add([]);
            publishers.Add(RegionPublisher.Create(Path.Combine(directory, $"{NameOf(display)}.region"), layout, new() { Snapshots = true }));
        }
        painter = new Thread(Run) { IsBackground = true, Name = "painter" };
        painter.Start();
    }

    public int Count => publishers.Count;

    /// <summary>Microseconds since 1970.</summary>
    public static long Now => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public static string NameOf(int display) => $"vm-{display}";

    /// <summary>The pictures that were painted from one moment to another.</summary>
    public IEnumerable<(int Number, long Microseconds)> Painted(int display, long from, long to) =>
        painted[display].Where(picture => picture.Microseconds >= from && picture.Microseconds <= to);

    public void Dispose()
    {
        ending.Cancel();
        painter.Join();
        publishers.ForEach(publisher => publisher.Dispose());
        ending.Dispose();
    }

    void Run()
    {
        do
        {
            for (var display = 0; display < Count; display++)
            {
                if (publishers[display].IsCaptureRequested)
                    Paint(display);
                // There is always something new to be asked for.
                publishers[display].Publish();
            }
        }
        while (!ending.Token.WaitHandle.WaitOne(Pause));
    }

    void Paint(int display)
    {
        var (number, now) = (painted[display].Count + 1, Now);
        var bgr = StampedPicture.Paint(display, number, now);
        var pixels = publishers[display].Pixels;
        for (var i = 0; i < bgr.Length / 3; i++)
            bgr.AsSpan(i * 3, 3).CopyTo(pixels[(i * 4)..]);
        publishers[display].AnswerCapture();
        painted[display].Enqueue((number, now));
    }
}
