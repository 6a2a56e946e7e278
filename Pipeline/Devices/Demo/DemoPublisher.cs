using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices.Regions;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Devices.Demo;

/// <summary>Publishes a demo scene as a display region: what a simulator or a bridge would do.</summary>
public static class DemoPublisher
{
    /// <summary>Paints and publishes until it is told to end; the region is removed then.</summary>
    public static async Task RunAsync(
        string path, string scene, int widthPixels, int heightPixels, int rateHz, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var canvas = new DemoCanvas(widthPixels, heightPixels);
        var name = Path.GetFileNameWithoutExtension(path);
        var painter = DemoScenes.Create(scene, canvas, name, timeProvider.GetLocalNow());
        var layout = new PlaneLayout(PixelFormat.Xr24, Tiling.Linear, widthPixels, heightPixels, canvas.StrideBytes);
        using var publisher = RegionPublisher.Create(
            path, layout, new RegionPublisherOptions { Id = DemoDevice.IdOf(name), Title = $"demo {scene}" });
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1) / rateHz, timeProvider);
        var start = timeProvider.GetTimestamp();
        try
        {
            do
            {
                var step = (long)(timeProvider.GetElapsedTime(start).TotalSeconds * DemoScene.StepsPerSecond);
                painter.Paint(step);
                // Copied when it is finished: a reader in between sees old pixels and new ones, never half-painted ones.
                canvas.Pixels.CopyTo(publisher.Pixels);
                var (x, y) = painter.PointerAt(step);
                publisher.SetCursor(new Cursor(DemoPointer.Image, x, y));
                publisher.Publish();
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The usual end.
        }
    }
}
