using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Scanout.Codecs.Jpeg;
using Scanout.Pipeline.Frames;

namespace Scanout.Hosting.Web.Wall;

/// <summary>The thumbnails of all displays, which go with the displays' surfaces. Any thread may ask.</summary>
sealed class Thumbnails : IDisposable
{
    readonly ConditionalWeakTable<Surface, DisplayThumbnails> displays = [];
    readonly ConcurrentBag<JpegEncoder> encoders = [];

    /// <summary>Why there are none; null where there are. PNG pictures would be too dear.</summary>
    public static string? WhyNone { get; } = JpegEncoder.WhyUnavailable;

    /// <summary>The thumbnail of a display's newest picture, which is no notice; null before the first.</summary>
    public Thumbnail? NewestOf(Surface surface, ThumbnailSize size)
    {
        if (surface.AcquirePicture() is not { } frame)
            return null;
        var encoder = encoders.TryTake(out var idle) ? idle : new JpegEncoder();
        try
        {
            return displays.GetOrCreateValue(surface).Of(frame, size, encoder);
        }
        finally
        {
            encoders.Add(encoder);
            frame.Release();
        }
    }

    public void Dispose()
    {
        while (encoders.TryTake(out var encoder))
            encoder.Dispose();
    }
}
