using Scanout.Codecs.Pixels;

namespace Scanout.Tests.Codecs.Pixels;

/// <summary>
/// The kernels' oracle: pixels read one by one, from the comments of <c>drm_fourcc.h</c> themselves ("[31:0] x:R:G:B 8:8:8:8 little
/// endian"), and widened by repeating a channel's bits for as long as there is room.
/// </summary>
static class ScalarPixels
{
    static readonly Dictionary<string, (string Channels, int[] Bits)> Definitions = new()
    {
        ["XR24"] = ("xRGB", [8, 8, 8, 8]),
        ["AR24"] = ("ARGB", [8, 8, 8, 8]),
        ["XB24"] = ("xBGR", [8, 8, 8, 8]),
        ["AB24"] = ("ABGR", [8, 8, 8, 8]),
        ["RX24"] = ("RGBx", [8, 8, 8, 8]),
        ["BX24"] = ("BGRx", [8, 8, 8, 8]),
        ["RG16"] = ("RGB", [5, 6, 5]),
        ["BG16"] = ("BGR", [5, 6, 5]),
        ["XR15"] = ("xRGB", [1, 5, 5, 5]),
        ["RG24"] = ("RGB", [8, 8, 8]),
        ["BG24"] = ("BGR", [8, 8, 8]),
        ["XR30"] = ("xRGB", [2, 10, 10, 10]),
        ["XB30"] = ("xBGR", [2, 10, 10, 10]),
    };

    static readonly Dictionary<(string, char), uint> ChannelBits = (
        from definition in Definitions
        from channel in "RGBA"
        select ((definition.Key, channel), Place(definition.Value.Channels, definition.Value.Bits, channel))).ToDictionary();

    public static IEnumerable<string> Names => Definitions.Keys;

    public static TheoryData<string> EveryFormat => [.. Names];

    public static PixelFormat Find(string name) => PixelFormat.Find(Fourcc.Of(name))!;

    public static int BytesPerPixel(string name) => Definitions[name].Bits.Sum() / 8;

    /// <summary>The bits of a pixel that belong to red, green or blue.</summary>
    public static uint SeenBits(string name) => Bits(name, 'R') | Bits(name, 'G') | Bits(name, 'B');

    /// <summary>Blue, green, red and 0xFF, from the lowest byte up.</summary>
    public static uint Bgrx(string name, uint pixel) =>
        Eight(name, 'B', pixel) | Eight(name, 'G', pixel) << 8 | Eight(name, 'R', pixel) << 16 | 0xFF000000;

    /// <summary>Blue, green, red and alpha, from the lowest byte up.</summary>
    public static uint Bgra(string name, uint pixel) =>
        Bits(name, 'A') != 0 ? Bgrx(name, pixel) & 0x00FFFFFF | Eight(name, 'A', pixel) << 24 : Bgrx(name, pixel);

    public static uint LittleEndian(ReadOnlySpan<byte> bytes)
    {
        var value = 0u;
        for (var i = 0; i < bytes.Length; i++)
            value |= (uint)bytes[i] << (8 * i);
        return value;
    }

    static uint Eight(string name, char channel, uint pixel)
    {
        var mask = Bits(name, channel);
        var bits = uint.PopCount(mask);
        var value = (ulong)((pixel & mask) >> (int)uint.TrailingZeroCount(mask));
        var (repeated, length) = (value, bits);
        for (; length < 8; length += bits)
            repeated = repeated << (int)bits | value;
        return (uint)(repeated >> (int)(length - 8));
    }

    static uint Bits(string name, char channel) => ChannelBits[(name, channel)];

    /// <summary>The definition lists channels from the highest bit down; none is no bits.</summary>
    static uint Place(string channels, int[] bits, char channel)
    {
        var at = channels.IndexOf(channel);
        return at < 0 ? 0 : (uint)(((1ul << bits[at]) - 1) << bits.Skip(at + 1).Sum());
    }
}
