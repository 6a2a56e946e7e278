using System.Runtime.InteropServices;

namespace Scanout.Benchmarks.Spice.Viewers;

/// <summary>libjpeg-turbo's decoder. One thread.</summary>
sealed unsafe partial class JpegDecoder : IDisposable
{
    const int Bgrx = 3;
    const int FastDct = 2048;

    readonly nint handle = tjInitDecompress();

    public void Decode(ReadOnlySpan<byte> coded, Span<uint> pixels, int width, int height)
    {
        fixed (byte* from = coded)
        fixed (uint* to = pixels)
        {
            // A file may be of another size than what it is shown in: libspice rounds down.
            if (tjDecompressHeader3(handle, from, (nuint)coded.Length, out var codedWidth, out var codedHeight, out _, out _) != 0
                || codedWidth > width || codedHeight > height
                || tjDecompress2(handle, from, (nuint)coded.Length, (byte*)to, codedWidth, width * 4, codedHeight, Bgrx, FastDct) != 0)
                throw new InvalidDataException("a JPEG can't be read");
        }
    }

    public void Dispose() => _ = tjDestroy(handle);

    [LibraryImport("libturbojpeg.so.0")]
    private static partial nint tjInitDecompress();

    [LibraryImport("libturbojpeg.so.0")]
    private static partial int tjDecompressHeader3(
        nint decoder, byte* coded, nuint bytes, out int width, out int height, out int subsampling, out int colourSpace);

    [LibraryImport("libturbojpeg.so.0")]
    private static partial int tjDecompress2(
        nint decoder, byte* coded, nuint bytes, byte* pixels, int width, int strideBytes, int height, int pixelFormat, int flags);

    [LibraryImport("libturbojpeg.so.0")]
    private static partial int tjDestroy(nint decoder);
}
