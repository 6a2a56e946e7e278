namespace Scanout.Codecs.Recording;

/// <summary>A cursor's shape as it was recorded. Compared by reference.</summary>
/// <param name="widthPixels">1 to 256.</param>
/// <param name="heightPixels">1 to 256.</param>
/// <param name="hotXPixels">The hot spot's column.</param>
/// <param name="hotYPixels">The hot spot's row.</param>
/// <param name="bgra">Rows of blue, green, red, alpha (not premultiplied).</param>
public sealed class RecordedShape(int widthPixels, int heightPixels, int hotXPixels, int hotYPixels, ReadOnlyMemory<byte> bgra)
{
    public const int MaxSidePixels = 256;

    public int WidthPixels { get; } = widthPixels;
    public int HeightPixels { get; } = heightPixels;
    public int HotXPixels { get; } = hotXPixels;
    public int HotYPixels { get; } = hotYPixels;
    public ReadOnlyMemory<byte> Bgra { get; } = bgra;
}
