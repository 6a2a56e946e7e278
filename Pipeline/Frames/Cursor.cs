namespace Scanout.Pipeline.Frames;

/// <summary>A cursor's shape. Immutable; compared by reference.</summary>
public sealed class CursorImage
{
    readonly byte[] bgra;

    /// <param name="widthPixels">1 to 256.</param>
    /// <param name="heightPixels">1 to 256.</param>
    /// <param name="hotXPixels">The hot spot's column inside the image.</param>
    /// <param name="hotYPixels">The hot spot's row inside the image.</param>
    /// <param name="bgra">Width × height × 4 bytes: blue, green, red, alpha (not premultiplied); taken over, not copied.</param>
    public CursorImage(int widthPixels, int heightPixels, int hotXPixels, int hotYPixels, byte[] bgra)
    {
        ArgumentNullException.ThrowIfNull(bgra);
        ArgumentOutOfRangeException.ThrowIfNotEqual(bgra.Length, widthPixels * heightPixels * 4);
        (WidthPixels, HeightPixels, HotXPixels, HotYPixels) = (widthPixels, heightPixels, hotXPixels, hotYPixels);
        this.bgra = bgra;
    }

    /// <summary>The largest side of a cursor that is taken from a device.</summary>
    public const int MaxSidePixels = 256;

    public int WidthPixels { get; }
    public int HeightPixels { get; }
    public int HotXPixels { get; }
    public int HotYPixels { get; }

    /// <summary>Rows of blue, green, red, alpha; alpha is not premultiplied.</summary>
    public ReadOnlySpan<byte> Bgra => bgra;
}

/// <summary>A cursor and where it is: the top left corner of its image, in pixels of the primary plane.</summary>
public sealed record Cursor(CursorImage Image, int XPixels, int YPixels);
