using Scanout.Codecs.Rfb;

namespace Scanout.Benchmarks.Vnc.Viewers;

/// <summary>What a viewer asks for: its encodings, the preferred first. Pixels are always 32 bits of BGRX.</summary>
sealed record ViewerWishes(string Name, int[] Encodings)
{
    const int LowestCompression = -256;
    const int LowestQuality = -32;

    public static ViewerWishes Zrle(int? compression) => new("ZRLE", [RfbEncoding.Zrle, .. Usual, .. Compression(compression)]);

    public static ViewerWishes Tight(int? compression) => new("Tight", [RfbEncoding.Tight, .. Usual, .. Compression(compression)]);

    public static ViewerWishes TightJpeg(int? compression, int quality) =>
        new($"Tight + JPEG {quality}", [RfbEncoding.Tight, .. Usual, .. Compression(compression), LowestQuality + quality]);

    public static ViewerWishes Raw { get; } = new("Raw", [RfbEncoding.Raw, .. Usual]);

    static int[] Usual => [RfbEncoding.CopyRect, RfbEncoding.LastRect, RfbEncoding.Cursor];

    static int[] Compression(int? level) => level is { } asked ? [LowestCompression + asked] : [];
}
