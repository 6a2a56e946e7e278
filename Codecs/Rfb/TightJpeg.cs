using Scanout.Codecs.Jpeg;

namespace Scanout.Codecs.Rfb;

/// <summary>Tight's JPEG compression (rfbproto, «Tight Encoding», JpegCompression): a control byte, a compact length, a picture.</summary>
public static class TightJpeg
{
    const int MaxHeaderBytes = 4;

    /// <summary>Bytes that <see cref="Encode"/> needs for its work.</summary>
    public static int MaxBytes(int width, int height, TightQuality quality)
    {
        ArgumentNullException.ThrowIfNull(quality);
        return MaxHeaderBytes + JpegEncoder.MaxBytes(width, height, quality.Subsampling);
    }

    /// <summary>The rectangle's data.</summary>
    /// <param name="encoder">The caller's.</param>
    /// <param name="bgrx">The pixels, row by row without gaps.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="quality">How good.</param>
    /// <param name="scratch">At least <see cref="MaxBytes"/>.</param>
    public static EncodedBlock Encode(
        JpegEncoder encoder, ReadOnlySpan<byte> bgrx, int width, int height, TightQuality quality, Span<byte> scratch)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(quality);
        var picture = scratch[MaxHeaderBytes..];
        picture = picture[..encoder.Encode(bgrx, width * 4, width, height, quality.Quality, quality.Subsampling, picture)];
        var length = TightBlock.CompactLength(picture.Length, scratch[1..]);
        scratch[0] = TightBlock.Jpeg;
        var bytes = new byte[1 + length + picture.Length];
        scratch[..(1 + length)].CopyTo(bytes);
        picture.CopyTo(bytes.AsSpan(1 + length));
        return new EncodedBlock(RfbEncoding.Tight, bytes, bytes.Length, 0);
    }
}
