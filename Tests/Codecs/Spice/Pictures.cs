namespace Scanout.Tests.Codecs.Spice;

/// <summary>Made-up pictures that images are tried with; the X byte of their pixels is noise.</summary>
static class Pictures
{
    public static readonly string[] Names = ["flat", "noise", "text", "gradient", "columns", "rows", "runs", "two colours", "mixed"];

    /// <summary>Areas that are narrow, odd, and larger than what 16 bits count.</summary>
    public static readonly (int Width, int Height)[] Sizes =
    [
        (1, 1), (2, 1), (1, 2), (3, 1), (4, 1), (5, 1), (1, 4), (1, 300), (300, 1), (3, 3), (7, 5),
        (31, 33), (64, 64), (65, 63), (331, 257),
    ];

    public static uint[] Make(string name, int width, int height)
    {
        var random = new Random(width * 1000 + height);
        var picture = new uint[width * height];
        for (var i = 0; i < picture.Length; i++)
        {
            var (x, y) = (i % width, i / width);
            var colour = name switch
            {
                "flat" => 0x336699u,
                "noise" => (uint)random.Next(1 << 24),
                "text" => (x / 2 * 7 + y / 3 * 13) % 11 < 2 && y % 16 > 3 ? 0xE0E0E0u : 0x101010u,
                "gradient" => (uint)((x & 0xFF) << 16 | (y * 3 & 0xFF) << 8 | (x + y & 0xFF)),
                "columns" => (uint)(x * 0x010203 & 0xFFFFFF),
                "rows" => (uint)(y * 0x030201 & 0xFFFFFF),
                "runs" => (uint)(i / 300 * 0x123457 & 0xFFFFFF),
                "two colours" => random.Next(2) == 0 ? 0xFFFFFFu : 0,
                _ => x < width / 2 ? 0x204060u : (uint)random.Next(1 << 24),
            };
            picture[i] = colour | (uint)random.Next(256) << 24;
        }
        return picture;
    }

    /// <summary>What a client shows of it.</summary>
    public static uint[] Seen(IEnumerable<uint> picture) => [.. picture.Select(pixel => pixel & 0xFFFFFF)];
}
