namespace Scanout.Benchmarks.Vnc.Viewers;

/// <summary>What an update was made of, as far as its headers tell.</summary>
struct SkippedUpdate
{
    /// <summary>Rectangles that paint.</summary>
    public int Rectangles;

    /// <summary>Of these, those that the viewer copies.</summary>
    public int Copies;

    /// <summary>Of these, those that are JPEG.</summary>
    public int Jpegs;

    /// <summary>The sum of their areas.</summary>
    public long Pixels;
}
