namespace Scanout.Benchmarks.Vnc.Scenes;

/// <summary>A picture with a photograph's statistics: smooth noise of six sizes in three colours, and grain.</summary>
static class Landscape
{
    public static uint[] Paint(int width, int height)
    {
        var grain = new Random(7);
        var pixels = new uint[width * height];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var (relief, tint) = (Noise(x, y, seed: 1, octaves: 6), Noise(x, y, seed: 2, octaves: 3));
                var light = 40 + 170 * relief + grain.Next(-3, 4);
                pixels[y * width + x] = Channel(light * (0.55 + 0.5 * tint)) << 16 | Channel(light * (0.8 + 0.2 * relief)) << 8
                    | Channel(light * (1.15 - 0.5 * tint) * (1 - 0.3 * y / height));
            }
        return pixels;
    }

    static uint Channel(double value) => (uint)Math.Clamp(value, 0, 255);

    static double Noise(int x, int y, int seed, int octaves)
    {
        var (sum, weight, whole) = (0.0, 1.0, 0.0);
        for (var (octave, size) = (0, 512); octave < octaves; octave++, size /= 2, weight /= 2)
        {
            var (column, row) = (x / size, y / size);
            var (right, down) = (Smooth((double)(x % size) / size), Smooth((double)(y % size) / size));
            var top = Blend(Lattice(column, row, seed + octave), Lattice(column + 1, row, seed + octave), right);
            var bottom = Blend(Lattice(column, row + 1, seed + octave), Lattice(column + 1, row + 1, seed + octave), right);
            sum += weight * Blend(top, bottom, down);
            whole += weight;
        }
        return sum / whole;
    }

    static double Smooth(double share) => share * share * (3 - 2 * share);

    static double Blend(double from, double to, double share) => from + (to - from) * share;

    static double Lattice(int x, int y, int seed)
    {
        var hash = unchecked((uint)(x * 374761393 + y * 668265263 + seed * 1274126177));
        hash = (hash ^ hash >> 13) * 1274126177;
        return (hash ^ hash >> 16) / (double)uint.MaxValue;
    }
}
