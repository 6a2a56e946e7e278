using Scanout.Benchmarks.Spice.Scenes;
using Scanout.Benchmarks.Vnc.Scenes;

namespace Scanout.Benchmarks.Spice.Viewers;

/// <summary>
/// Which frame has come to all the stamps' places: by its number where the picture is there, else by how often each place was painted,
/// which is once for each frame where the server sends only what has changed. One thread.
/// </summary>
sealed class FrameWatch(int width, int height)
{
    /// <summary>Within a stamp's first block, which changes with every frame.</summary>
    const int Inside = 4;

    readonly IReadOnlyList<Area> places = StampPlaces.Of(width, height);
    readonly int[] numbers = new int[StampPlaces.Of(width, height).Count];

    /// <summary>The oldest of the frames that the places show, or how often the place that was painted least was painted.</summary>
    public int Complete { get; private set; } = -1;

    /// <summary>The newest frame of which the last look found a stamp that was not there before; null where it found none.</summary>
    public int? Fresh { get; private set; }

    /// <summary>Whether all places show a newer frame than before.</summary>
    public bool Look(ViewerPicture picture, Box painted)
    {
        Fresh = null;
        for (var i = 0; i < places.Count; i++)
            if (painted.Touches(places[i]) && picture.StampAt(places[i].X, places[i].Y) is { } number && number != numbers[i])
                Fresh = Math.Max(Fresh ?? 0, numbers[i] = number);
        return Advance();
    }

    /// <summary>The same without a picture.</summary>
    public bool Count(Box painted)
    {
        for (var i = 0; i < places.Count; i++)
            if (painted.Holds(places[i].X + Inside, places[i].Y + Inside))
                numbers[i]++;
        return Advance();
    }

    bool Advance()
    {
        var complete = numbers.Min();
        if (complete <= Complete)
            return false;
        Complete = complete;
        return true;
    }
}
