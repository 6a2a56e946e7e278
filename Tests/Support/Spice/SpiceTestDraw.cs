namespace Scanout.Tests.Support.Spice;

/// <summary>What one drawing message did.</summary>
/// <param name="Type">DRAW_COPY, DRAW_FILL or COPY_BITS.</param>
/// <param name="Box">Where.</param>
/// <param name="ImageId">The image's number.</param>
/// <param name="ImageType">How it was encoded: 0 BITMAP, 101 LZ_RGB, 109 LZ4.</param>
/// <param name="ImageBytes">What it weighs.</param>
public sealed record SpiceTestDraw(ushort Type, SpiceTestBox Box, ulong ImageId = 0, byte ImageType = 0, int ImageBytes = 0);
