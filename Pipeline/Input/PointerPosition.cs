namespace Scanout.Pipeline.Input;

/// <summary>A place on the screen as a tablet tells it: each axis from 0 to <see cref="Max"/>, whatever the size.</summary>
public readonly record struct PointerPosition(ushort X, ushort Y)
{
    /// <summary>The far end of an axis (QEMU's INPUT_EVENT_ABS_MAX).</summary>
    public const int Max = 0x7FFF;

    /// <summary>The middle of a pixel, so that a guest that rounds down and one that rounds to the nearest find the same pixel.</summary>
    public static PointerPosition Of(int x, int y, int widthPixels, int heightPixels) => new(Axis(x, widthPixels), Axis(y, heightPixels));

    static ushort Axis(int pixel, int pixels) =>
        (ushort)Math.Min((2L * Math.Clamp(pixel, 0, pixels - 1) + 1) * (Max + 1) / (2L * pixels), Max);
}
