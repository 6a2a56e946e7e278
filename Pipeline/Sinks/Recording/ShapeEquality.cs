using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Recording;

/// <summary>Shapes of cursors that look the same are the same: one that moves comes again and again. Any thread.</summary>
sealed class ShapeEquality : IEqualityComparer<CursorImage>
{
    public bool Equals(CursorImage? one, CursorImage? other) => ReferenceEquals(one, other)
        || one is not null && other is not null && (one.WidthPixels, one.HeightPixels, one.HotXPixels, one.HotYPixels)
            == (other.WidthPixels, other.HeightPixels, other.HotXPixels, other.HotYPixels) && one.Bgra.SequenceEqual(other.Bgra);

    public int GetHashCode(CursorImage shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var hash = default(HashCode);
        hash.AddBytes(shape.Bgra);
        return hash.ToHashCode();
    }
}
