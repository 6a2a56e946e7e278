namespace Scanout.Codecs.Motion;

/// <summary>A rectangle of cells; <see cref="Right"/> and <see cref="Bottom"/> are the first column and row outside it.</summary>
readonly record struct CellArea(int Left, int Top, int Right, int Bottom)
{
    public bool IsEmpty => Right <= Left || Bottom <= Top;

    public int Count => IsEmpty ? 0 : (Right - Left) * (Bottom - Top);

    public CellArea Intersect(CellArea other) =>
        new(Math.Max(Left, other.Left), Math.Max(Top, other.Top), Math.Min(Right, other.Right), Math.Min(Bottom, other.Bottom));
}
