namespace Scanout.Pipeline.Frames;

/// <summary>A rectangle of pixels; <see cref="Right"/> and <see cref="Bottom"/> are the first column and row outside it.</summary>
public readonly record struct PixelRectangle(int X, int Y, int Width, int Height)
{
    public int Right => X + Width;
    public int Bottom => Y + Height;
    public bool IsEmpty => Width <= 0 || Height <= 0;

    /// <summary>The rectangle between two corners, the second outside it.</summary>
    public static PixelRectangle Between(int left, int top, int right, int bottom) => new(left, top, right - left, bottom - top);

    /// <summary>What two rectangles have in common; empty where that is nothing.</summary>
    public PixelRectangle Intersect(PixelRectangle other)
    {
        var (left, top) = (Math.Max(X, other.X), Math.Max(Y, other.Y));
        var (right, bottom) = (Math.Min(Right, other.Right), Math.Min(Bottom, other.Bottom));
        return right > left && bottom > top ? Between(left, top, right, bottom) : default;
    }

    /// <summary>The smallest rectangle that holds both.</summary>
    public PixelRectangle Union(PixelRectangle other) =>
        IsEmpty ? other
        : other.IsEmpty ? this
        : Between(Math.Min(X, other.X), Math.Min(Y, other.Y), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));
}
