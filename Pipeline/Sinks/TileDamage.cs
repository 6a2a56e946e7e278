using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks;

/// <summary>What must be sent of one tile.</summary>
/// <param name="Index">Which tile, row by row.</param>
/// <param name="Area">In pixels of the frame; within the tile.</param>
public readonly record struct TileDamage(int Index, PixelRectangle Area);
