using Scanout.Codecs.Jpeg;
using Scanout.Codecs.Png;
using Scanout.Codecs.Scaling;
using Scanout.Pipeline.Frames;

namespace Scanout.Hosting.Web.Past;

/// <summary>A picture of the past as a file: PNG, exactly as it was; or, where a width is asked for, JPEG, for who scrubs.</summary>
sealed record PastPictureFile(byte[] Bytes, string ContentType)
{
    const int Quality = 80;

    /// <param name="picture">What was shown.</param>
    /// <param name="widthPixels">No wider than this; null for the exact picture.</param>
    /// <param name="withCursor">Whether the cursor is drawn.</param>
    public static PastPictureFile Of(PastPicture picture, int? widthPixels, bool withCursor)
    {
        var (width, height) = (picture.WidthPixels, picture.HeightPixels);
        var pixels = picture.Bgrx.Span;
        if (withCursor && picture.Cursor is { } cursor)
        {
            var drawn = pixels.ToArray();
            CursorOverlay.Draw(cursor, new PixelRectangle(0, 0, width, height), drawn);
            pixels = drawn;
        }
        if (widthPixels < width)
        {
            var (newWidth, newHeight) = (widthPixels.Value, Math.Max(1, (int)((long)height * widthPixels.Value / width)));
            var smaller = new byte[newWidth * newHeight * 4];
            AreaScaler.Shrink(pixels, width, height, width * 4, smaller, newWidth, newHeight);
            (width, height) = (newWidth, newHeight);
            pixels = smaller;
        }
        return widthPixels is not null && JpegEncoder.IsAvailable ? Jpeg(pixels, width, height) : Png(pixels, width, height);
    }

    static PastPictureFile Jpeg(ReadOnlySpan<byte> pixels, int width, int height)
    {
        using var encoder = new JpegEncoder();
        var jpeg = new byte[JpegEncoder.MaxBytes(width, height, JpegSubsampling.Both)];
        var bytes = encoder.Encode(pixels, width * 4, width, height, Quality, JpegSubsampling.Both, jpeg);
        return new PastPictureFile(jpeg[..bytes], "image/jpeg");
    }

    static PastPictureFile Png(ReadOnlySpan<byte> pixels, int width, int height)
    {
        using var png = new MemoryStream();
        PngWriter.Write(png, pixels, width, height, width * 4);
        return new PastPictureFile(png.ToArray(), "image/png");
    }
}
