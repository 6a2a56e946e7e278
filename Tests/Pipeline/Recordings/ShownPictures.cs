using System.Security.Cryptography;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Recordings;
using Scanout.Tests.Codecs.Recording.Reference;

namespace Scanout.Tests.Pipeline.Recordings;

/// <summary>What is shown from when on, as lines that are equal where the product and the reference decoder show the same.</summary>
static class ShownPictures
{
    /// <summary>What the product shows, from its first picture to its end.</summary>
    public static List<string> Of(IRecordedPictures pictures)
    {
        var shown = new List<string>();
        while (pictures.Next())
            shown.Add(Line(pictures));
        return shown;
    }

    public static string Line(IRecordedPictures pictures)
    {
        var bgrx = pictures.Bgrx;
        var bgr = new byte[pictures.WidthPixels * pictures.HeightPixels * 3];
        for (var i = 0; i < bgr.Length / 3; i++)
            bgrx.Slice(i * 4, 3).CopyTo(bgr.AsSpan(i * 3));
        return At((long)pictures.Time.TotalMicroseconds, Line(pictures.WidthPixels, pictures.HeightPixels, pictures.IsNotice, Digest(bgr), pictures.Cursor));
    }

    /// <summary>What a frame shows.</summary>
    public static string Line(long microseconds, Frame frame)
    {
        var bgrx = new byte[frame.WidthPixels * frame.HeightPixels * 4];
        frame.CopyTo(new PixelRectangle(0, 0, frame.WidthPixels, frame.HeightPixels), bgrx, frame.WidthPixels * 4);
        var bgr = new byte[bgrx.Length / 4 * 3];
        for (var i = 0; i < bgr.Length / 3; i++)
            bgrx.AsSpan(i * 4, 3).CopyTo(bgr.AsSpan(i * 3));
        return At(microseconds, Line(frame.WidthPixels, frame.HeightPixels, frame.Origin.IsNotice, Digest(bgr), frame.Origin.Cursor));
    }

    /// <summary>What is shown, without when.</summary>
    public static string Line(int width, int height, bool isNotice, string picture, Cursor? cursor) => Line(width, height, isNotice, picture,
        cursor is { Image: var image }
            ? $"{cursor.XPixels} {cursor.YPixels} {image.WidthPixels}x{image.HeightPixels} {image.HotXPixels} {image.HotYPixels} {Digest(image.Bgra)}"
            : "");

    /// <summary>What events come to, once all of one moment have happened; nothing before the first picture.</summary>
    public static List<string> Of(IEnumerable<ReferenceEvent> events)
    {
        var shown = new List<string>();
        var (picture, cursor, last) = (default(ReferencePicture), "", -1L);
        foreach (var happened in events.Where(happened => happened is ReferencePicture or ReferenceCursor))
        {
            if (happened is ReferencePicture next)
                picture = next;
            else if (happened is ReferenceCursor { Shape: { } shape } at)
                cursor = $"{at.X} {at.Y} {shape.Width}x{shape.Height} {shape.HotX} {shape.HotY} {Digest(shape.Bgra)}";
            else
                cursor = "";
            if (picture is null)
                continue;
            if (happened.Time == last)
                shown.RemoveAt(shown.Count - 1);
            last = happened.Time;
            shown.Add(At(last, Line(picture.Width, picture.Height, picture.IsNotice, picture.Hash, cursor)));
        }
        return shown;
    }

    static string At(long time, string shown) => $"{time} {shown}";

    static string Line(int width, int height, bool isNotice, string picture, string cursor) => $"{width}x{height} {isNotice} {picture} [{cursor}]";

    static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
