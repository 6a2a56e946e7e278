using System.Buffers;
using System.Collections.Concurrent;
using Scanout.Codecs.Jpeg;
using Scanout.Codecs.Tiles;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>
/// Makes the pictures of streams, each once for all clients that are shown the same area of the same frame: it is kept with the area's
/// first tile, for as long as the others are those that it was made of. Any thread.
/// </summary>
static class SpiceJpegs
{
    /// <summary>What moves does not show more.</summary>
    const int Quality = 85;

    const JpegSubsampling Subsampling = JpegSubsampling.Both;

    /// <summary>What tiles keep the pictures for, and whose turn it is to make one.</summary>
    static readonly object Profile = new();

    static readonly ConcurrentBag<JpegEncoder> Encoders = [];

    /// <summary>Whether the system has what it takes: no streams otherwise.</summary>
    public static bool AreAvailable => JpegEncoder.IsAvailable;

    /// <summary>A whole JPEG file of an area of a frame.</summary>
    /// <param name="surface">The frame's.</param>
    /// <param name="frame">Held by the caller.</param>
    /// <param name="area">Begins with a tile and lies within the frame.</param>
    /// <param name="cancellationToken">Ends the wait for another that makes one.</param>
    public static async ValueTask<byte[]> OfAsync(Surface surface, Frame frame, PixelRectangle area, CancellationToken cancellationToken)
    {
        if (Find(frame, area) is { } found)
            return found;
        var turn = await surface.EncodingTurns.TakeAsync(Profile, cancellationToken).ConfigureAwait(false);
        try
        {
            return Find(frame, area) ?? Make(frame, area);
        }
        finally
        {
            turn.Release();
        }
    }

    static byte[]? Find(Frame frame, PixelRectangle area) =>
        FirstTile(frame, area).FindEncoding(Profile, Within(area)) is Kept kept && kept.IsOf(frame, area) ? kept.Jpeg : null;

    static byte[] Make(Frame frame, PixelRectangle area)
    {
        var strideBytes = area.Width * 4;
        var bgrx = ArrayPool<byte>.Shared.Rent(strideBytes * area.Height);
        var bytes = ArrayPool<byte>.Shared.Rent(JpegEncoder.MaxBytes(area.Width, area.Height, Subsampling));
        if (!Encoders.TryTake(out var encoder))
            encoder = new JpegEncoder();
        try
        {
            frame.CopyTo(area, bgrx, strideBytes);
            var jpeg = bytes.AsSpan(0, encoder.Encode(bgrx, strideBytes, area.Width, area.Height, Quality, Subsampling, bytes)).ToArray();
            var kept = new Kept(jpeg, SerialsOf(frame, area));
            FirstTile(frame, area).KeepEncoding(Profile, Within(area), kept, kept.MemoryBytes);
            return jpeg;
        }
        finally
        {
            Encoders.Add(encoder);
            ArrayPool<byte>.Shared.Return(bytes);
            ArrayPool<byte>.Shared.Return(bgrx);
        }
    }

    static Tile FirstTile(Frame frame, PixelRectangle area) =>
        frame[area.X / TileGeometry.TileSidePixels, area.Y / TileGeometry.TileSidePixels];

    /// <summary>The area in pixels from its first tile's corner.</summary>
    static PixelRectangle Within(PixelRectangle area) => area with { X = 0, Y = 0 };

    static long[] SerialsOf(Frame frame, PixelRectangle area)
    {
        var columns = TileGeometry.TilesOver(area.Width);
        var serials = new long[columns * TileGeometry.TilesOver(area.Height)];
        for (var i = 0; i < serials.Length; i++)
            serials[i] = TileAt(frame, area, columns, i).Serial;
        return serials;
    }

    static Tile TileAt(Frame frame, PixelRectangle area, int columns, int index) =>
        frame[area.X / TileGeometry.TileSidePixels + index % columns, area.Y / TileGeometry.TileSidePixels + index / columns];

    /// <summary>As it is kept with the first tile.</summary>
    sealed record Kept(byte[] Jpeg, long[] Serials)
    {
        public int MemoryBytes => Jpeg.Length + 8 * Serials.Length;

        public bool IsOf(Frame frame, PixelRectangle area)
        {
            var columns = TileGeometry.TilesOver(area.Width);
            for (var i = 0; i < Serials.Length; i++)
                if (TileAt(frame, area, columns, i).Serial != Serials[i])
                    return false;
            return true;
        }
    }
}
