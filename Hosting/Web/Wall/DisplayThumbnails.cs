using System.Buffers;
using Scanout.Codecs.Jpeg;
using Scanout.Codecs.Scaling;
using Scanout.Pipeline.Frames;

namespace Scanout.Hosting.Web.Wall;

/// <summary>
/// One display's thumbnails, one for each size that somebody wants: made of a frame once, whoever and however many ask. Any thread may ask, and waits
/// for who was first: well below a millisecond for most pictures.
/// </summary>
sealed class DisplayThumbnails
{
    const int Quality = 70;
    const JpegSubsampling Subsampling = JpegSubsampling.Both;

    readonly Lock gate = new();
    readonly Dictionary<int, ReducedPicture> reduced = [];
    readonly Dictionary<ThumbnailSize, Made> newest = [];

    /// <summary>The thumbnail of a frame, or of a newer one that another asked for. The same object as before where it looks the same.</summary>
    public Thumbnail Of(Frame frame, ThumbnailSize size, JpegEncoder encoder)
    {
        lock (gate)
        {
            newest.TryGetValue(size, out var before);
            if (before?.FrameNumber >= frame.Number)
                return before.Thumbnail;
            var (width, height) = size.Of(frame.WidthPixels, frame.HeightPixels);
            var shift = ShiftFor(frame, width, height);
            if (!reduced.TryGetValue(shift, out var picture))
                reduced[shift] = picture = new ReducedPicture(shift);
            picture.Follow(frame);
            var thumbnail = before?.Picture == picture && before.PictureVersion == picture.Version
                ? before.Thumbnail
                : Encode(picture, width, height, encoder, before?.Thumbnail);
            newest[size] = new Made(thumbnail, frame.Number, picture, picture.Version);
            return thumbnail;
        }
    }

    /// <summary>As far as tiles can be made smaller before the rest is a matter of little: the picture stays as large as is wanted at least.</summary>
    static int ShiftFor(Frame frame, int width, int height)
    {
        var shift = TileReducer.MaxShift;
        while (frame.WidthPixels >> shift < width || frame.HeightPixels >> shift < height)
            shift--;
        return shift;
    }

    static Thumbnail Encode(ReducedPicture picture, int width, int height, JpegEncoder encoder, Thumbnail? before)
    {
        var (pixelBytes, maxBytes) = (width * height * 4, JpegEncoder.MaxBytes(width, height, Subsampling));
        var (scaled, encoded) = (ArrayPool<byte>.Shared.Rent(pixelBytes), ArrayPool<byte>.Shared.Rent(maxBytes));
        try
        {
            var pixels = picture.Pixels;
            if (picture.WidthPixels != width || picture.HeightPixels != height)
            {
                AreaScaler.Shrink(pixels, picture.WidthPixels, picture.HeightPixels, picture.WidthPixels * 4, scaled, width, height);
                pixels = scaled.AsSpan(0, pixelBytes);
            }
            var jpeg = encoded.AsSpan(0, encoder.Encode(pixels, width * 4, width, height, Quality, Subsampling, encoded));
            return before is not null && before.Jpeg.Span.SequenceEqual(jpeg) ? before : new Thumbnail(jpeg.ToArray());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scaled);
            ArrayPool<byte>.Shared.Return(encoded);
        }
    }

    sealed record Made(Thumbnail Thumbnail, long FrameNumber, ReducedPicture Picture, long PictureVersion);
}
