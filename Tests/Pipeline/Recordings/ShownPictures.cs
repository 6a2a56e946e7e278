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
        return Line(
            (long)pictures.Time.TotalMicroseconds, pictures.WidthPixels, pictures.HeightPixels, pictures.IsNotice, Digest(ColoursOf(pictures.Bgrx)),
            Line(pictures.Cursor));
    }

    /// <summary>What a frame shows.</summary>
    public static string Line(long microseconds, Frame frame)
    {
        var bgrx = new byte[frame.WidthPixels * frame.HeightPixels * 4];
        frame.CopyTo(new PixelRectangle(0, 0, frame.WidthPixels, frame.HeightPixels), bgrx, frame.WidthPixels * 4);
        return Line(
            microseconds, frame.WidthPixels, frame.HeightPixels, frame.Origin.IsNotice, Digest(ColoursOf(bgrx)), Line(frame.Origin.Cursor));
    }

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
            shown.Add(Line(last, picture.Width, picture.Height, picture.IsNotice, picture.Hash, cursor));
        }
        return shown;
    }

    static string Line(long time, int width, int height, bool isNotice, string picture, string cursor) =>
        $"{time} {width}x{height} {isNotice} {picture} [{cursor}]";

    static string Line(Cursor? cursor) => cursor is { } it
        ? $"{it.XPixels} {it.YPixels} {it.Image.WidthPixels}x{it.Image.HeightPixels} {it.Image.HotXPixels} {it.Image.HotYPixels} {Digest(it.Image.Bgra)}"
        : "";

    static byte[] ColoursOf(ReadOnlySpan<byte> bgrx)
    {
        var bgr = new byte[bgrx.Length / 4 * 3];
        for (var i = 0; i < bgr.Length / 3; i++)
            bgrx.Slice(i * 4, 3).CopyTo(bgr.AsSpan(i * 3));
        return bgr;
    }

    static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
