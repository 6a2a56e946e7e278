using System.Buffers;
using System.Globalization;
using System.Text;

namespace Scanout.Codecs.Y4m;

/// <summary>
/// Writes YUV4MPEG2, as <c>yuv4mpeg(5)</c> describes it: pictures at a constant rate, one brightness and two colours a pixel (C444), BT.709
/// in limited range. The format can only name the range; who reads it takes the matrix by the size, as for any other video.
/// </summary>
public static class Y4mWriter
{
    /// <summary>The coefficients of BT.709 (its section 3) times 2^16, with the limited range's 219 and 224 steps of 255.</summary>
    const int RedToY = 11966, GreenToY = 40254, BlueToY = 4064;
    const int RedToCb = -6596, GreenToCb = -22189, BlueToCb = 28784;
    const int RedToCr = 28784, GreenToCr = -26145, BlueToCr = -2639;
    const int Half = 1 << 15;

    /// <summary>Writes what stands before the first picture.</summary>
    public static void WriteHeader(IBufferWriter<byte> output, int widthPixels, int heightPixels, int picturesPerSecond) =>
        output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"YUV4MPEG2 W{widthPixels} H{heightPixels} F{picturesPerSecond}:1 Ip A1:1 C444 XCOLORRANGE=LIMITED\n")));

    /// <summary>Writes a picture of the header's size.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="bgrx">Rows without gaps.</param>
    public static void WritePicture(IBufferWriter<byte> output, ReadOnlySpan<byte> bgrx)
    {
        output.Write("FRAME\n"u8);
        var pixels = bgrx.Length / 4;
        var planes = output.GetSpan(pixels * 3)[..(pixels * 3)];
        var y = planes[..pixels];
        var cb = planes[pixels..][..pixels];
        var cr = planes[(pixels * 2)..];
        for (var i = 0; i < pixels; i++)
        {
            var pixel = bgrx.Slice(i * 4, 4);
            var (blue, green, red) = ((int)pixel[0], (int)pixel[1], (int)pixel[2]);
            y[i] = (byte)(16 + (RedToY * red + GreenToY * green + BlueToY * blue + Half >> 16));
            cb[i] = (byte)(128 + (RedToCb * red + GreenToCb * green + BlueToCb * blue + Half >> 16));
            cr[i] = (byte)(128 + (RedToCr * red + GreenToCr * green + BlueToCr * blue + Half >> 16));
        }
        output.Advance(planes.Length);
    }
}
