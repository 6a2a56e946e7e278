using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Scanout.Codecs.Rfb;
using Scanout.Codecs.Tiles;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>
/// Makes the bytes of an update's pieces, or takes those that were made for another viewer and are kept with the tiles. Owned by a session's
/// writing half, for its zlib streams; the scratch that encoding needs is shared by all sessions.
/// </summary>
sealed class RfbEncoders
{
    const int TileWords = TileGeometry.TileStrideBytes / 4;

    static readonly ConcurrentBag<RfbScratch> Scratch = [];

    readonly RfbBlockWriter writer = new();
    RfbProfile profile = new(RfbEncoding.Raw, RfbPixelFormat.Bgrx8888, false);
    TightQuality? jpeg;

    /// <summary>The client's pixels.</summary>
    public ClientPixels Pixels { get; private set; } = new(RfbPixelFormat.Bgrx8888);

    /// <summary>What the encodings that are made now are good for.</summary>
    public RfbProfile Profile => profile;

    /// <summary>As metrics call the encoding in use.</summary>
    public string Name => profile.Encoding switch
    {
        RfbEncoding.Rre => "rre",
        RfbEncoding.Hextile => "hextile",
        RfbEncoding.Zlib => "zlib",
        RfbEncoding.Tight => "tight",
        RfbEncoding.Trle => "trle",
        RfbEncoding.Zrle => "zrle",
        _ => "raw",
    };

    /// <summary>From now on, pieces are encoded as the client wishes.</summary>
    public void Use(RfbView view)
    {
        var next = new RfbProfile(view.Capabilities.Encoding, view.Format, view.Capabilities.CompressLevel >= MinThoroughLevel);
        jpeg = view.Capabilities.Jpeg?.InMotion;
        if (next == profile)
            return;
        if (next.Format != profile.Format)
            Pixels = new ClientPixels(next.Format);
        profile = next;
    }

    /// <summary>From this compression level on, fewer bytes are worth more time.</summary>
    const int MinThoroughLevel = 6;

    /// <summary>Writes a piece where its bytes need not be made: false where they must.</summary>
    public bool TryWriteKept(IBufferWriter<byte> output, Frame frame, RfbPiece piece)
    {
        if (piece.Kind == RfbPieceKind.Composed || piece.Kind == RfbPieceKind.Tile && profile.Encoding == RfbEncoding.Raw)
            return false;
        var tile = frame.Tiles[piece.Index];
        var kept = piece.Kind == RfbPieceKind.Jpeg
            ? tile.FindEncoding(jpeg!, Within(frame, piece)) is RfbJpegRun run && TileSerials.AreOf(run.Serials, TilesOf(frame, piece))
                ? run.Block : null
            : tile.FindEncoding(profile, Within(frame, piece)) as EncodedBlock;
        if (kept is null)
            return false;
        writer.Write(output, piece.Area.X, piece.Area.Y, piece.Area.Width, piece.Area.Height, kept);
        return true;
    }

    /// <summary>Makes the bytes of a piece, keeps them where others may want them, and writes them.</summary>
    public void Write(IBufferWriter<byte> output, Frame frame, RfbPiece piece, Cursor? cursor)
    {
        var scratch = RentScratch();
        var block = piece.Kind switch
        {
            RfbPieceKind.Jpeg => MakeJpeg(scratch, frame, piece),
            RfbPieceKind.Tile => MakeTile(scratch, frame, piece),
            _ => Compose(scratch, frame, piece, cursor),
        };
        Scratch.Add(scratch);
        writer.Write(output, piece.Area.X, piece.Area.Y, piece.Area.Width, piece.Area.Height, block);
    }

    /// <summary>Some scratch that the caller owns until he puts it back.</summary>
    static RfbScratch RentScratch() => Scratch.TryTake(out var scratch) ? scratch : new RfbScratch();

    EncodedBlock MakeTile(RfbScratch scratch, Frame frame, RfbPiece piece)
    {
        var (tile, within) = (frame.Tiles[piece.Index], Within(frame, piece));
        var pixels = MemoryMarshal.Cast<byte, uint>(tile.Pixels)[(within.Y * TileWords + within.X)..];
        var block = scratch.Blocks.Encode(
            profile.Encoding, Pixels, profile.IsThorough, pixels, TileWords, within.Width, within.Height);
        if (profile.Encoding != RfbEncoding.Raw)
            tile.KeepEncoding(profile, within, block, block.MemoryBytes);
        return block;
    }

    EncodedBlock MakeJpeg(RfbScratch scratch, Frame frame, RfbPiece piece)
    {
        var bytes = scratch.Gather(frame, piece.Area);
        var block = scratch.EncodeJpeg(bytes, piece.Area.Width, piece.Area.Height, jpeg!);
        var tiles = TilesOf(frame, piece);
        var run = new RfbJpegRun(block, TileSerials.Of(tiles));
        tiles[0].KeepEncoding(jpeg!, Within(frame, piece), run, block.MemoryBytes + 8 * tiles.Length);
        return block;
    }

    EncodedBlock Compose(RfbScratch scratch, Frame frame, RfbPiece piece, Cursor? cursor)
    {
        var bgrx = scratch.Gather(frame, piece.Area);
        if (cursor is not null)
            CursorOverlay.Draw(cursor, piece.Area, bgrx);
        return scratch.Blocks.Encode(
            profile.Encoding, Pixels, profile.IsThorough, MemoryMarshal.Cast<byte, uint>(bgrx), piece.Area.Width, piece.Area.Width, piece.Area.Height);
    }

    /// <summary>The piece's area in pixels from its tile's corner.</summary>
    static PixelRectangle Within(Frame frame, RfbPiece piece) => piece.Area with
    {
        X = piece.Area.X - piece.Index % frame.Columns * TileGeometry.TileSidePixels,
        Y = piece.Area.Y - piece.Index / frame.Columns * TileGeometry.TileSidePixels,
    };

    static ReadOnlySpan<Tile> TilesOf(Frame frame, RfbPiece piece) =>
        frame.Tiles.Slice(piece.Index, (piece.Area.Right - 1) / TileGeometry.TileSidePixels - piece.Index % frame.Columns + 1);
}
