using System.Diagnostics;
using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices.Regions;

namespace Scanout.Benchmarks.Wall.Displays;

/// <summary>
/// Display regions that all change, a few times a second each and one after the other, on a thread of their own: the pictures are painted beforehand, and
/// of each change only what differs is written, as a guest does. Owns the regions.
/// </summary>
sealed class ChangingRegions : IDisposable
{
    readonly ScenePictures pictures;
    readonly List<RegionPublisher> regions;
    readonly TimeSpan pause;
    readonly Thread thread;
    readonly ManualResetEventSlim moving = new(initialState: true);
    volatile bool isEnding;

    /// <param name="folder">Where the service looks for regions.</param>
    /// <param name="count">How many.</param>
    /// <param name="pictures">What they show.</param>
    /// <param name="changesPerSecond">Of each.</param>
    public ChangingRegions(string folder, int count, ScenePictures pictures, double changesPerSecond)
    {
        this.pictures = pictures;
        pause = TimeSpan.FromSeconds(1 / (changesPerSecond * count));
        var layout = new PlaneLayout(PixelFormat.Xr24, Tiling.Linear, pictures.WidthPixels, pictures.HeightPixels, pictures.WidthPixels * 4);
        regions = [.. Enumerable.Range(0, count).Select(number => RegionPublisher.Create(Path.Combine(folder, $"vm-{number:000}.region"), layout))];
        for (var i = 0; i < count; i++)
        {
            pictures.Whole(i).CopyTo(regions[i].Pixels);
            regions[i].Publish();
        }
        thread = new(Play) { Name = "regions" };
        thread.Start();
    }

    /// <summary>Whether they change, or rest.</summary>
    public bool AreMoving
    {
        get => moving.IsSet;
        set
        {
            if (value)
                moving.Set();
            else
                moving.Reset();
        }
    }

    public void Dispose()
    {
        isEnding = true;
        moving.Set();
        thread.Join();
        moving.Dispose();
        regions.ForEach(region => region.Dispose());
    }

    void Play()
    {
        var clock = Stopwatch.StartNew();
        var due = TimeSpan.Zero;
        for (long change = 0; !isEnding; change++)
        {
            if (!moving.IsSet)
            {
                moving.Wait();
                due = clock.Elapsed;
            }
            due += pause;
            if (due - clock.Elapsed is var early && early > TimeSpan.FromMilliseconds(1))
                Thread.Sleep(early);
            var number = (int)(change % regions.Count);
            pictures.Change(number + change / regions.Count, regions[number].Pixels);
            regions[number].Publish();
        }
    }
}
