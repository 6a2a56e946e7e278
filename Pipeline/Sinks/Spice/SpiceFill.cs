using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>An area of one colour.</summary>
/// <param name="Area">In pixels of the frame.</param>
/// <param name="Colour">0x00RRGGBB.</param>
readonly record struct SpiceFill(PixelRectangle Area, uint Colour);
