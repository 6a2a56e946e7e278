using Scanout.Benchmarks.Vnc.Scenes;

namespace Scanout.Benchmarks.Spice.Scenes;

/// <summary>A scene's upper left part in another size, with each frame's number on it. One thread.</summary>
sealed class StampedScene(IScene scene, int width, int height)
{
    readonly uint[] painted = new uint[IScene.Width * IScene.Height];
    readonly uint[] picture = new uint[width * height];
    readonly IReadOnlyList<Area> places = StampPlaces.Of(width, height);

    static int lastNumber;

    /// <summary>
    /// Of the picture. It goes on from each scene to the next, so that what is left of another scene on a screen is never taken for a newer
    /// frame of this one.
    /// </summary>
    public int Number { get; private set; }

    /// <summary>The picture with its stamps; complete.</summary>
    public ReadOnlySpan<uint> Picture => picture;

    public void Begin()
    {
        scene.Begin(painted);
        Compose();
    }

    public void Step()
    {
        scene.Step(painted);
        Compose();
    }

    void Compose()
    {
        Number = ++lastNumber;
        for (var row = 0; row < height; row++)
            painted.AsSpan(row * IScene.Width, width).CopyTo(picture.AsSpan(row * width));
        foreach (var place in places)
            Stamp.Paint(Number, picture, width, place.X, place.Y);
    }
}
