using Scanout.Codecs.Pixels;

namespace Scanout.Pipeline.Devices;

/// <summary>A cursor plane, checked: how its pixels lie, and where it is on the primary plane.</summary>
/// <param name="Layout">Linear, at most <see cref="Frames.CursorImage.MaxSidePixels"/> wide and high.</param>
/// <param name="XPixels">Its left edge.</param>
/// <param name="YPixels">Its top edge.</param>
/// <param name="HotXPixels">The hot spot's column inside it; 0 where that is unknown.</param>
/// <param name="HotYPixels">Likewise its row.</param>
readonly record struct CursorPlacement(PlaneLayout Layout, int XPixels, int YPixels, int HotXPixels, int HotYPixels)
{
    /// <summary>A cursor further away than this is not on any display.</summary>
    const int MaxDistancePixels = 2 * PlaneLayout.MaxSidePixels;

    /// <summary>Whether any of it could be seen.</summary>
    public bool IsNear => Math.Abs((long)XPixels) <= MaxDistancePixels && Math.Abs((long)YPixels) <= MaxDistancePixels;

    /// <summary>A hot spot as devices tell it: 0xFFFFFFFF, or any outside of the cursor, is none.</summary>
    public static int HotSpot(uint value, uint side) => value < side ? (int)value : 0;
}
