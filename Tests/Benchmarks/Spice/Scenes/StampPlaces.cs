using Scanout.Benchmarks.Vnc.Scenes;

namespace Scanout.Benchmarks.Spice.Scenes;

/// <summary>Where a picture of a size bears its stamps: in its corners and in its middle, at multiples of 16.</summary>
static class StampPlaces
{
    const int Grid = 16;

    public static IReadOnlyList<Area> Of(int width, int height)
    {
        var (right, bottom) = (Align(width - Stamp.Width), Align(height - Stamp.Height));
        return [At(0, 0), At(right, 0), At(Align(right / 2), Align(bottom / 2)), At(0, bottom), At(right, bottom)];
    }

    static Area At(int x, int y) => new(x, y, Stamp.Width, Stamp.Height);

    static int Align(int place) => place / Grid * Grid;
}
