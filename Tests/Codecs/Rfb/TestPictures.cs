using System.Numerics;
using Scanout.Codecs.Rfb;

namespace Scanout.Tests.Codecs.Rfb;

/// <summary>The pictures that encodings are tried with, and the formats that clients may ask for.</summary>
static class TestPictures
{
    public static readonly Dictionary<string, RfbPixelFormat> Formats = new()
    {
        ["rgb888"] = RfbPixelFormat.Bgrx8888,
        ["bgr888"] = new(32, 24, false, true, 255, 255, 255, 0, 8, 16),
        ["rgb888 big endian"] = new(32, 24, true, true, 255, 255, 255, 16, 8, 0),
        ["rgb888 high"] = new(32, 24, false, true, 255, 255, 255, 24, 16, 8),
        ["rgb888 high big endian"] = new(32, 24, true, true, 255, 255, 255, 24, 16, 8),
        ["rgb888 depth 32"] = new(32, 32, false, true, 255, 255, 255, 16, 8, 0),
        ["rgb101010"] = new(32, 30, false, true, 1023, 1023, 1023, 20, 10, 0),
        ["rgb666"] = new(32, 18, false, true, 63, 63, 63, 12, 6, 0),
        ["rgb565"] = new(16, 16, false, true, 31, 63, 31, 11, 5, 0),
        ["rgb565 big endian"] = new(16, 16, true, true, 31, 63, 31, 11, 5, 0),
        ["rgb555"] = new(16, 15, false, true, 31, 31, 31, 10, 5, 0),
        ["bgr233"] = RfbPixelFormat.Bgr233,
        ["rgb332"] = new(8, 8, false, true, 7, 7, 3, 5, 2, 0),
        ["rgb111"] = new(8, 3, false, true, 1, 1, 1, 2, 1, 0),
    };

    public static readonly string[] Names = ["1 colour", "2 colours", "5 colours", "16 colours", "17 colours", "127 colours", "128 colours",
        "256 colours", "257 colours", "white", "text", "gradient", "noise", "runs", "mixed"];

    /// <summary>What is left of a colour in a format: the top bits of each channel.</summary>
    public static uint Quantise(uint pixel, RfbPixelFormat format) =>
        Keep(pixel >> 16, format.RedMax) << 16 | Keep(pixel >> 8, format.GreenMax) << 8 | Keep(pixel, format.BlueMax);

    static uint Keep(uint value, int max) => value & 0xFF & (uint)(0xFF << Math.Max(0, 8 - BitOperations.PopCount((uint)max)));

    public static uint[] Make(string name, int width, int height)
    {
        var random = new Random(width * 1000 + height);
        var colours = int.TryParse(name.Split(' ')[0], out var count) ? count : 0;
        var palette = Enumerable.Range(0, Math.Max(1, colours)).Select(i => (uint)(i * 0x01030507 + 0x102030) | 0xFF000000).ToArray();
        var picture = new uint[width * height];
        for (var i = 0; i < picture.Length; i++)
        {
            var (x, y) = (i % width, i / width);
            picture[i] = 0xFF000000 | name switch
            {
                "white" => 0xFFFFFFu,
                "text" => (x / 2 * 7 + y / 3 * 13) % 11 < 2 && y % 16 > 3 ? 0xE0E0E0u : 0x101010u,
                "gradient" => (uint)((x & 0xFF) << 16 | (y * 3 & 0xFF) << 8 | (x + y & 0xFF)),
                "noise" => (uint)random.Next(1 << 24),
                "runs" => (uint)(i / 300 * 0x123457 & 0xFFFFFF),
                "mixed" => x < width / 2 ? 0x204060u : (uint)random.Next(1 << 24),
                _ => i < palette.Length ? palette[i] & 0xFFFFFF : palette[random.Next(palette.Length)] & 0xFFFFFF,
            };
        }
        return picture;
    }
}
