using Scanout.Codecs.Scaling;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Recordings.Export;

/// <summary>The pictures of a stretch of a recording, each as it goes into a video of one size: with the cursor, and fitted.</summary>
sealed class ShownPictures(IRecordedPictures source, int widthPixels, int heightPixels, bool withCursor)
{
    readonly byte[] canvas = new byte[widthPixels * heightPixels * 4];
    byte[] drawn = [];
    PictureFitter? fitter;
    (int Width, int Height) fitterSize;

    public IEnumerable<ShownPicture> Between(TimeSpan from, TimeSpan to)
    {
        for (var has = source.Seek(from) || source.Next(); has && source.Time < to;)
        {
            var since = source.Time > from ? source.Time : from;
            Draw();
            // How long it is shown the next one tells, and with that its memory is gone: it was copied.
            has = source.Next();
            var until = has && source.Time < to ? source.Time : to;
            yield return new ShownPicture(canvas, since - from, until - from, IsLast: !has || source.Time >= to);
        }
    }

    void Draw()
    {
        var (width, height) = (source.WidthPixels, source.HeightPixels);
        var isSame = (width, height) == (widthPixels, heightPixels);
        if (!isSame && drawn.Length != width * height * 4)
            drawn = new byte[width * height * 4];
        var target = isSame ? canvas : drawn;
        source.Bgrx.CopyTo(target);
        if (withCursor && source.Cursor is { } cursor)
            CursorOverlay.Draw(cursor, new PixelRectangle(0, 0, width, height), target);
        if (isSame)
            return;
        if (fitter is null || fitterSize != (width, height))
            (fitter, fitterSize) = (new PictureFitter(width, height, widthPixels, heightPixels), (width, height));
        fitter.Fit(drawn, canvas);
    }
}
