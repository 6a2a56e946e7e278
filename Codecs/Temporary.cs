namespace Scanout.Codecs.Rfb
{
    static class HextileEncoder { public static int MaxBytes(int w, int h, int b) => 64; public static int Encode(ReadOnlySpan<uint> a, int b, int c, int d, ClientPixels e, Span<byte> f) => throw new NotSupportedException(); }
    static class RreEncoder { public static int Encode(ReadOnlySpan<uint> a, int b, int c, int d, ClientPixels e, Span<byte> f) => throw new NotSupportedException(); }
    static class TrleEncoder { public static int Encode(ReadOnlySpan<uint> a, int b, int c, int d, ClientPixels e, Span<byte> f) => throw new NotSupportedException(); }
    public sealed record RfbJpegWish(int Quality) { public static RfbJpegWish? Of(ReadOnlySpan<int> a) => null; }
    public static class TightJpeg { public static int MaxBytes(int w, int h, RfbJpegWish q) => 0; public static EncodedBlock Encode(Jpeg.JpegEncoder e, ReadOnlySpan<byte> a, int w, int h, RfbJpegWish q, byte[] f) => throw new NotSupportedException(); }
}
namespace Scanout.Codecs.Jpeg { public sealed class JpegEncoder { } }
namespace Scanout.Codecs.Motion { public readonly record struct Move(int X, int Y, int Width, int Height, int SourceX, int SourceY); }
