namespace Scanout.Codecs.Motion;

/// <summary>Where pixels came from, seen from where they are.</summary>
/// <param name="FromX">Pixels to the right.</param>
/// <param name="FromY">Pixels below.</param>
record struct Shift(int FromX, int FromY)
{
    /// <summary>How many anchors speak for it.</summary>
    public int Votes { get; set; }
}
