using System.Buffers.Binary;
using System.IO.Hashing;

namespace Scanout.Pipeline.Frames;

/// <summary>A hash of what a frame shows: of its size and its pixels, not of its time or number. The same picture has the same hash always.</summary>
public static class FrameHash
{
    /// <summary>32 hexadecimal digits: XXH3, 128 bits.</summary>
    public static string Of(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var hash = new XxHash128();
        Span<byte> size = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(size, frame.WidthPixels);
        BinaryPrimitives.WriteInt32LittleEndian(size[4..], frame.HeightPixels);
        hash.Append(size);
        foreach (var tile in frame.Tiles)
            hash.Append(tile.Pixels);
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
