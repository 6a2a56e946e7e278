using System.Buffers.Binary;

namespace Scanout.Tests.Pipeline.Devices.Xwd;

/// <summary>An X window dump written by hand: 25 words, a name of 4 bytes, two colours, pixels.</summary>
sealed class XwdBytes
{
    public const int PixelsAt = 104 + 2 * 12;

    readonly bool isBigEndian;

    public XwdBytes(
        uint depth, uint bitsPerPixel, uint width, uint height, uint stride, (uint Red, uint Green, uint Blue) masks,
        bool isBigEndian = true)
    {
        this.isBigEndian = isBigEndian;
        Bytes = new byte[PixelsAt + stride * height];
        uint[] words =
        [
            104, 7, 2, depth, width, height, 0, 0, 32, 0, 32, bitsPerPixel, stride, 4,
            masks.Red, masks.Green, masks.Blue, 8, 256, 2, width, height, 0, 0, 0,
        ];
        for (var i = 0; i < words.Length; i++)
            Set(i, words[i]);
        new Random(9).NextBytes(Bytes.AsSpan(PixelsAt));
    }

    public static XwdBytes Xr24(bool isBigEndian = true) => new(24, 32, 10, 6, 48, (0xFF0000, 0xFF00, 0xFF), isBigEndian);

    public byte[] Bytes { get; }

    public XwdBytes Set(int word, uint value)
    {
        var at = Bytes.AsSpan(4 * word);
        if (isBigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(at, value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(at, value);
        return this;
    }
}
