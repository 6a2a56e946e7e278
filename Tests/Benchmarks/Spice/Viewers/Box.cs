using System.Buffers.Binary;
using Scanout.Benchmarks.Vnc.Scenes;

namespace Scanout.Benchmarks.Spice.Viewers;

/// <summary>A rectangle as the wire has it; right and bottom are not part of it.</summary>
readonly record struct Box(int Top, int Left, int Bottom, int Right)
{
    public const int Bytes = 16;

    public int Width => Right - Left;

    public int Height => Bottom - Top;

    public static Box Read(ReadOnlySpan<byte> from) => new(
        BinaryPrimitives.ReadInt32LittleEndian(from), BinaryPrimitives.ReadInt32LittleEndian(from[4..]),
        BinaryPrimitives.ReadInt32LittleEndian(from[8..]), BinaryPrimitives.ReadInt32LittleEndian(from[12..]));

    public bool Holds(int x, int y) => x >= Left && x < Right && y >= Top && y < Bottom;

    public bool Touches(Area area) =>
        area.X < Right && area.X + area.Width > Left && area.Y < Bottom && area.Y + area.Height > Top;

    public Box Within(Box other) => new(
        Math.Max(Top, other.Top), Math.Max(Left, other.Left), Math.Min(Bottom, other.Bottom), Math.Min(Right, other.Right));
}
