namespace Scanout.Benchmarks.Spice.Peers;

/// <summary>The memory that a peer looks at as its display's picture: XR24, rows without gaps. One thread at a time.</summary>
abstract class Screen(int width, int height) : IDisposable
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>Puts a picture into the memory, from the top to the bottom.</summary>
    public abstract void Show(ReadOnlySpan<uint> picture);

    public abstract void Dispose();
}
