namespace Scanout.Tests.Support.Spice;

/// <summary>A cursor's shape: rows of blue, green, red, alpha, and the place in it that points.</summary>
public sealed record SpiceTestCursorShape(int Width, int Height, int HotX, int HotY, byte[] Bgra);
