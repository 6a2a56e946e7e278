namespace Scanout.Codecs.Rfb;
    static class HextileEncoder { public static int MaxBytes(int w, int h, int b) => 64; public static int Encode(ReadOnlySpan<uint> a, int b, int c, int d, ClientPixels e, Span<byte> f) => throw new NotSupportedException(); }
    static class RreEncoder { public static int Encode(ReadOnlySpan<uint> a, int b, int c, int d, ClientPixels e, Span<byte> f) => throw new NotSupportedException(); }
    static class TrleEncoder { public static int Encode(ReadOnlySpan<uint> a, int b, int c, int d, ClientPixels e, Span<byte> f) => throw new NotSupportedException(); }
