using System.Runtime.InteropServices;

namespace Scanout.Tests.EndToEnd;

/// <summary>
/// A picture that says in its pixels of which display it is the how-manieth and when it was painted, and is made of that alone: who has the picture can tell whether
/// every pixel is right. Lines of text that scroll, a block of noise that wanders.
/// </summary>
public static class StampedPicture
{
    public const int WidthPixels = 320;
    public const int HeightPixels = 200;

    const int NoiseSide = 64;
    const int StampPixels = 4;

    /// <summary>Blue, green, red, row by row.</summary>
    public static byte[] Paint(int display, int number, long paintedMicroseconds)
    {
        var bgr = new byte[WidthPixels * HeightPixels * 3];
        var pixels = MemoryMarshal.Cast<byte, Pixel>(bgr.AsSpan());
        for (var y = 0; y < HeightPixels; y++)
            for (var x = 0; x < WidthPixels; x++)
                pixels[y * WidthPixels + x] = Text(display, x, y + 2 * number);
        var (left, top) = (number * 5 % (WidthPixels - NoiseSide), number * 3 % (HeightPixels - NoiseSide));
        for (var y = top; y < top + NoiseSide; y++)
            new Random(HashCode(display, number, y)).NextBytes(bgr.AsSpan((y * WidthPixels + left) * 3, NoiseSide * 3));
        var stamp = bgr.AsSpan(0, StampPixels * 3);
        MemoryMarshal.Write(stamp, number);
        MemoryMarshal.Write(stamp[4..], paintedMicroseconds);
        return bgr;
    }

    /// <summary>Which picture it is; null where it is not exactly one of the display's.</summary>
    public static (int Number, long PaintedMicroseconds)? Read(int display, ReadOnlySpan<byte> bgr)
    {
        if (bgr.Length != WidthPixels * HeightPixels * 3)
            return null;
        var (number, painted) = (MemoryMarshal.Read<int>(bgr), MemoryMarshal.Read<long>(bgr[4..]));
        return number > 0 && bgr.SequenceEqual(Paint(display, number, painted)) ? (number, painted) : null;
    }

    static Pixel Text(int display, int x, int line)
    {
        var isInk = (HashCode(display, x / 6, line / 10) & 3) == 0 && (x * 7 + line * 3) % 5 < 3;
        var shade = isInk ? (byte)0x20 : (byte)0xF0;
        return new Pixel(shade, shade, (byte)(shade + display));
    }

    /// <summary>The same in every process, unlike the framework's.</summary>
    static int HashCode(int a, int b, int c)
    {
        var hash = (uint)a * 0x9E3779B1 ^ (uint)b * 0x85EBCA77 ^ (uint)c * 0xC2B2AE3D;
        hash = (hash ^ hash >> 15) * 0x2C1B3C6D;
        return (int)((hash ^ hash >> 13) & int.MaxValue);
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    readonly record struct Pixel(byte Blue, byte Green, byte Red);
}
