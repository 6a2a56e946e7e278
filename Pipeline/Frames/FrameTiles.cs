using Scanout.Codecs.Motion;

namespace Scanout.Pipeline.Frames;

/// <summary>A frame as the codecs see it. Whoever holds the frame may use it as long.</summary>
public readonly struct FrameTiles(Frame frame) : ITileGrid
{
    public int WidthPixels => frame.WidthPixels;
    public int HeightPixels => frame.HeightPixels;
    public ReadOnlySpan<byte> Tile(int index) => frame.Tiles[index].Pixels;
}
