using Scanout.Codecs.Deflate;

namespace Scanout.Codecs.Rfb;

/// <summary>
/// Encodes blocks of at most 64×64 pixels, each on its own, in any encoding and format: nothing but scratch is kept from one to the next, so that one
/// encoder serves all sessions in turn. Used by one thread at a time.
/// </summary>
public sealed class RfbBlockEncoder
{
    readonly BlockScan scan = new();
    readonly DeflatePieces fast = new(DeflateEffort.Fast);
    readonly DeflatePieces thorough = new(DeflateEffort.Thorough);
    readonly RreEncoder rre = new();
    readonly HextileEncoder hextile = new();
    readonly TrleEncoder trle = new();
    readonly byte[] plain = new byte[Math.Max(ZrleBlock.MaxBytes, TightBlock.MaxBytes)];
    readonly byte[] bytes = new byte[MaxBytes];

    static int MaxBytes { get; } = TightBlock.MaxHeaderBytes + Math.Max(
        DeflatePieces.MaxBytes(Math.Max(ZrleBlock.MaxBytes, TightBlock.MaxBytes)),
        Math.Max(
            RreEncoder.MaxBytes(BlockScan.MaxSide, BlockScan.MaxSide, 4),
            Math.Max(
                HextileEncoder.MaxBytes(BlockScan.MaxSide, BlockScan.MaxSide, 4), TrleEncoder.MaxBytes(BlockScan.MaxSide, BlockScan.MaxSide, 4))));

    /// <summary>The block's data.</summary>
    /// <param name="encoding">Raw, RRE, Hextile, Zlib, Tight, TRLE or ZRLE.</param>
    /// <param name="pixels">The client's format.</param>
    /// <param name="isThorough">Whether fewer bytes are worth more time.</param>
    /// <param name="bgrx">The block's pixels, from its first row on.</param>
    /// <param name="strideWords">From one row to the next.</param>
    /// <param name="width">1 to 64.</param>
    /// <param name="height">1 to 64.</param>
    public EncodedBlock Encode(
        int encoding, ClientPixels pixels, bool isThorough, ReadOnlySpan<uint> bgrx, int strideWords, int width, int height)
    {
        switch (encoding)
        {
            case RfbEncoding.Zrle:
                scan.Fill(bgrx, strideWords, width, height);
                return Deflated(encoding, 0, plain.AsSpan(0, ZrleBlock.Write(scan, pixels, plain)), 0, isThorough);
            case RfbEncoding.Zlib:
                return Deflated(encoding, 0, WritePixels(pixels, plain, bgrx, strideWords, width, height), 0, isThorough);
            case RfbEncoding.Tight:
                scan.Fill(bgrx, strideWords, width, height);
                return EncodeTight(pixels, isThorough);
            case RfbEncoding.Rre:
                return Plain(encoding, rre.Encode(bgrx, strideWords, width, height, pixels, bytes));
            case RfbEncoding.Hextile:
                return Plain(encoding, hextile.Encode(bgrx, strideWords, width, height, pixels, bytes));
            case RfbEncoding.Trle:
                return Plain(encoding, trle.Encode(bgrx, strideWords, width, height, pixels, bytes));
            default:
                return Plain(RfbEncoding.Raw, WritePixels(pixels, bytes, bgrx, strideWords, width, height).Length);
        }
    }

    EncodedBlock EncodeTight(ClientPixels pixels, bool isThorough)
    {
        var (headerBytes, dataBytes, stream) = TightBlock.Write(scan, pixels, bytes, plain);
        if (dataBytes >= MinTightDataBytes)
            return Deflated(RfbEncoding.Tight, headerBytes, plain.AsSpan(0, dataBytes), stream, isThorough);
        plain.AsSpan(0, dataBytes).CopyTo(bytes.AsSpan(headerBytes));
        return Plain(RfbEncoding.Tight, headerBytes + dataBytes);
    }

    /// <summary>Tight's data that are shorter are sent as they are.</summary>
    const int MinTightDataBytes = 12;

    EncodedBlock Deflated(int encoding, int plainBytes, ReadOnlySpan<byte> data, int stream, bool isThorough)
    {
        var length = plainBytes + (isThorough ? thorough : fast).Compress(data, bytes.AsSpan(plainBytes));
        return new EncodedBlock(encoding, bytes.AsSpan(0, length).ToArray(), plainBytes, stream);
    }

    EncodedBlock Plain(int encoding, int length) => new(encoding, bytes.AsSpan(0, length).ToArray(), length, 0);

    static Span<byte> WritePixels(
        ClientPixels pixels, Span<byte> target, ReadOnlySpan<uint> bgrx, int strideWords, int width, int height)
    {
        var rowBytes = width * pixels.BytesPerPixel;
        for (var y = 0; y < height; y++)
            pixels.Write(bgrx.Slice(y * strideWords, width), target.Slice(y * rowBytes, rowBytes));
        return target[..(rowBytes * height)];
    }
}
