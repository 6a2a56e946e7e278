using Scanout.Codecs.Jpeg;
using Scanout.Codecs.Rfb;
using Scanout.Codecs.Tiles;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>What encoding needs while it encodes: a few are shared by all sessions. Used by one thread at a time.</summary>
sealed class RfbScratch
{
    /// <summary>The widest piece: a JPEG of eight tiles.</summary>
    const int MaxWidth = 8 * TileGeometry.TileSidePixels;

    readonly byte[] pixels = new byte[MaxWidth * TileGeometry.TileSidePixels * 4];
    JpegEncoder? jpegEncoder;
    byte[] bytes = [];

    public RfbBlockEncoder Blocks { get; } = new();

    /// <summary>The pixels of an area, row by row without gaps; black where it reaches over the frame.</summary>
    public Span<byte> Gather(Frame frame, PixelRectangle area)
    {
        var strideBytes = area.Width * 4;
        var gathered = pixels.AsSpan(0, strideBytes * area.Height);
        var inside = area.Intersect(new PixelRectangle(0, 0, frame.WidthPixels, frame.HeightPixels));
        if (inside != area)
            gathered.Clear();
        if (!inside.IsEmpty)
            frame.CopyTo(inside, gathered[(((inside.Y - area.Y) * area.Width + inside.X - area.X) * 4)..], strideBytes);
        return gathered;
    }

    /// <summary>Tight's JPEG of pixels without gaps.</summary>
    public EncodedBlock EncodeJpeg(ReadOnlySpan<byte> bgrx, int width, int height, TightQuality quality)
    {
        jpegEncoder ??= new JpegEncoder();
        var needed = TightJpeg.MaxBytes(width, height, quality);
        if (bytes.Length < needed)
            bytes = new byte[needed];
        return TightJpeg.Encode(jpegEncoder, bgrx, width, height, quality, bytes);
    }
}
