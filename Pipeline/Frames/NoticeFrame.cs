using Scanout.Codecs.Text;
using Scanout.Codecs.Tiles;

namespace Scanout.Pipeline.Frames;

/// <summary>Makes the picture that stands in for one that is not to be had: the last one darkened, under a few words.</summary>
static class NoticeFrame
{
    const int DefaultWidthPixels = 1024;
    const int DefaultHeightPixels = 768;

    /// <summary>A frame of the picture's size, or of a usual one where there never was a picture. The caller holds it.</summary>
    public static Frame Compose(Frame? picture, TilePool pool, long timestamp, string headline, string detail)
    {
        var width = picture?.WidthPixels ?? DefaultWidthPixels;
        var height = picture?.HeightPixels ?? DefaultHeightPixels;
        // Drawn as one picture and cut into tiles: it happens once an outage, not once a frame.
        var strideBytes = width * 4;
        var pixels = new byte[strideBytes * height];
        picture?.CopyTo(new PixelRectangle(0, 0, width, height), pixels, strideBytes);
        Notice.Darken(pixels);
        Notice.Draw(pixels, width, height, strideBytes, headline, detail);

        var builder = new FrameBuilder(pool);
        builder.Begin(width, height, null);
        var columns = TileGeometry.TilesOver(width);
        for (var index = 0; index < columns * TileGeometry.TilesOver(height); index++)
            Cut(pixels, width, height, index % columns, index / columns, builder.AddTile(index, TileDifference.AllCells));
        return builder.Build(new FrameOrigin(timestamp, null, null, IsNotice: true));
    }

    static void Cut(ReadOnlySpan<byte> pixels, int width, int height, int column, int row, Span<byte> tile)
    {
        tile.Clear();
        var (x, y) = (column * TileGeometry.TileSidePixels, row * TileGeometry.TileSidePixels);
        var rowBytes = Math.Min(TileGeometry.TileSidePixels, width - x) * 4;
        for (var line = 0; line < TileGeometry.TileSidePixels && y + line < height; line++)
            pixels.Slice(((y + line) * width + x) * 4, rowBytes).CopyTo(tile[(line * TileGeometry.TileStrideBytes)..]);
    }
}
