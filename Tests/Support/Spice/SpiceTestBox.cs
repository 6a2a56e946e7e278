namespace Scanout.Tests.Support.Spice;

/// <summary>A rectangle of a surface, in pixels.</summary>
public readonly record struct SpiceTestBox(int X, int Y, int Width, int Height)
{
    public bool IsInside(int width, int height) =>
        Width > 0 && Height > 0 && X >= 0 && Y >= 0 && X <= width - Width && Y <= height - Height;
}
