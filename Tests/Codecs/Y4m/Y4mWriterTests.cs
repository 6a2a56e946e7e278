using System.Buffers;
using System.Text;
using Scanout.Codecs.Y4m;
using Scanout.Tests.Support;

namespace Scanout.Tests.Codecs.Y4m;

public sealed class Y4mWriterTests
{
    [Theory]
    // Blue, green, red; brightness and the two colours: black, white, and the bars' red, green and blue of BT.709.
    [InlineData(0, 0, 0, 16, 128, 128), InlineData(255, 255, 255, 235, 128, 128)]
    [InlineData(0, 0, 255, 63, 102, 240), InlineData(0, 255, 0, 173, 42, 26), InlineData(255, 0, 0, 32, 240, 118)]
    public void Colours_are_those_of_BT_709(byte blue, byte green, byte red, byte y, byte cb, byte cr)
    {
        var output = new ArrayBufferWriter<byte>();
        Y4mWriter.WritePicture(output, [blue, green, red, 77]);
        Assert.Equal([.. "FRAME\n"u8, y, cb, cr], output.WrittenSpan.ToArray());
    }

    [Fact]
    public void Greys_have_no_colour()
    {
        for (var grey = 0; grey < 256; grey++)
        {
            var output = new ArrayBufferWriter<byte>();
            Y4mWriter.WritePicture(output, [(byte)grey, (byte)grey, (byte)grey, 0]);
            Assert.Equal([128, 128], output.WrittenSpan[^2..].ToArray());
            Assert.Equal(16 + grey * 219.0 / 255, output.WrittenSpan[6], 0.51);
        }
    }

    [RealPeerFact("ffmpeg", "ffprobe")]
    public async Task Ffmpeg_reads_sizes_rate_range_and_colours()
    {
        const int Width = 37, Height = 21;
        using var directory = new TemporaryDirectory();
        var pictures = MovingPictures.Scrolling(Width, Height, 4);
        var output = new ArrayBufferWriter<byte>();
        Y4mWriter.WriteHeader(output, Width, Height, 25);
        foreach (var picture in pictures)
            Y4mWriter.WritePicture(output, picture);
        Assert.StartsWith("YUV4MPEG2 W37 H21 F25:1 ", Encoding.ASCII.GetString(output.WrittenSpan[..40]), StringComparison.Ordinal);
        var path = Path.Combine(directory.Path, "pictures.y4m");
        await File.WriteAllBytesAsync(path, output.WrittenSpan.ToArray());
        Assert.Equal(["37,21,yuv444p,tv,25/1"], await FfmpegPeer.ProbeAsync(path, "stream=width,height,pix_fmt,color_range,r_frame_rate"));
        Assert.Equal([0, 40, 80, 120], await FfmpegPeer.TimesAsync(path));
        var decoded = await FfmpegPeer.RunAsync(
            "ffmpeg", "-v", "error", "-i", path, "-vf", "scale=in_color_matrix=bt709:flags=accurate_rnd+full_chroma_int",
            "-f", "rawvideo", "-pix_fmt", "bgr0", "-");
        var expected = pictures.SelectMany(picture => picture).ToArray();
        Assert.Equal(expected.Length, decoded.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(i % 4 == 3 || Math.Abs(expected[i] - decoded[i]) <= 4, $"{i}: {expected[i]} became {decoded[i]}");
    }
}
