namespace Scanout.Codecs.Recording;

/// <summary>How a literal is stored: as an LZ4 block in a chunk, else in a pack, where the numbers are those of its first byte.</summary>
public enum LiteralForm
{
    Lz4 = -1,
    Colours = 0,
    Differences = 1,
}
