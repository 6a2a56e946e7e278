using Scanout.Tests.EndToEnd.Peers;

namespace Scanout.Tests.Support.Spice;

/// <summary>The pixels of a surface as a client has drawn them: 0x00RRGGBB, row by row; zeros at first, as spice-gtk has it.</summary>
public sealed class SpiceTestSurface(int width, int height)
{
    public int Width => width;
    public int Height => height;
    public uint[] Pixels { get; } = new uint[width * height];

    public void Put(SpiceTestBox box, ReadOnlySpan<uint> pixels)
    {
        for (var row = 0; row < box.Height; row++)
            for (var column = 0; column < box.Width; column++)
                Pixels[(box.Y + row) * width + box.X + column] = pixels[row * box.Width + column] & 0xFFFFFF;
    }

    public void Fill(SpiceTestBox box, uint colour)
    {
        for (var row = 0; row < box.Height; row++)
            Row(box, row).Fill(colour);
    }

    /// <summary>Copies within the surface, as if by way of a copy.</summary>
    public void Move(SpiceTestBox to, SpiceTestBox from)
    {
        var taken = new uint[from.Width * from.Height];
        for (var row = 0; row < from.Height; row++)
            Row(from, row).CopyTo(taken.AsSpan(row * from.Width));
        Put(to, taken);
    }

    public Picture ToPicture()
    {
        var rgb = new byte[Pixels.Length * 3];
        for (var i = 0; i < Pixels.Length; i++)
            (rgb[i * 3], rgb[i * 3 + 1], rgb[i * 3 + 2]) = ((byte)(Pixels[i] >> 16), (byte)(Pixels[i] >> 8), (byte)Pixels[i]);
        return new Picture(width, height, rgb);
    }

    Span<uint> Row(SpiceTestBox box, int row) => Pixels.AsSpan((box.Y + row) * width + box.X, box.Width);
}
