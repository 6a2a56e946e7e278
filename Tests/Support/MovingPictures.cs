namespace Scanout.Tests.Support;

/// <summary>Made-up pictures that follow each other, BGRX row by row without gaps; the fourth byte is anything.</summary>
public static class MovingPictures
{
    /// <summary>Noise, another in each picture.</summary>
    public static List<byte[]> Noise(int width, int height, int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var picture = new byte[width * height * 4];
            random.NextBytes(picture);
            return picture;
        })];
    }

    /// <summary>Something like text between two fixed columns, which scrolls up, down and sideways and rests; spots change.</summary>
    public static List<byte[]> Scrolling(int width, int height, int count, int step = 13)
    {
        var random = new Random(width * height);
        var (pictures, x, y) = (new List<byte[]>(), 0, 0);
        for (var i = 0; i < count; i++)
        {
            (x, y) = (i % 6) switch { 3 => (x, y), 4 => (x + 7, y), 5 => (x, y - step), _ => (x, y + step) };
            var picture = new byte[width * height * 4];
            random.NextBytes(picture.AsSpan(0, 4));
            for (var row = 0; row < height; row++)
                for (var column = 0; column < width; column++)
                {
                    var isText = column >= width / 10 && column < width - width / 10;
                    var (red, green, blue) = isText ? Text(column + x, row + y) : (40, 44, 52);
                    var at = (row * width + column) * 4;
                    (picture[at], picture[at + 1], picture[at + 2]) = ((byte)blue, (byte)green, (byte)red);
                    picture[at + 3] = (byte)random.Next();
                }
            for (var spot = 0; spot < 3; spot++)
                picture[random.Next(picture.Length)] ^= 0x55;
            pictures.Add(picture);
        }
        return pictures;
    }

    /// <summary>What a decoder makes of a picture: its fourth bytes are of no account.</summary>
    public static byte[] Seen(ReadOnlySpan<byte> picture)
    {
        var seen = picture.ToArray();
        for (var at = 3; at < seen.Length; at += 4)
            seen[at] = 0;
        return seen;
    }

    static (int Red, int Green, int Blue) Text(int x, int y)
    {
        var letter = HashCode(x / 9 * 7919 + (y >> 4) * 104729);
        var isInk = letter % 5 != 0 && (HashCode(letter + x % 9 * 31 + (y & 15) * 1009) & 3) == 0;
        return isInk ? (220, 220, letter & 0xFF) : (12, 12, 16);
    }

    static int HashCode(int value) => (int)((uint)value * 2654435761u >> 9);
}
