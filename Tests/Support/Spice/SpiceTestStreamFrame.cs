namespace Scanout.Tests.Support.Spice;

/// <summary>A frame of a stream: when it is to be shown, by the clock of multi-media time, and its JPEG.</summary>
public sealed record SpiceTestStreamFrame(uint Stream, uint Time, byte[] Jpeg);
