using System.Runtime.InteropServices;
using Scanout.Codecs.Jpeg;
using Scanout.Codecs.Rfb;
using Scanout.Tests.Support;

namespace Scanout.Tests.Codecs.Jpeg;

public sealed class JpegEncoderTests
{
    const byte Guard = 0xA5;

    static readonly (int Width, int Height)[] Sizes = [(1, 1), (3, 2), (16, 16), (17, 9), (64, 64), (256, 64), (257, 33)];

    /// <summary>What each level keeps of a smooth picture, whatever its size: decibels.</summary>
    static readonly double[] LeastDecibels = [26, 28, 29, 29, 31, 32, 33, 34, 36, 40];

    [RealPeerFact("djpeg")]
    public void Each_level_keeps_what_it_promises_in_another_decoder()
    {
        using var encoder = new JpegEncoder();
        foreach (var (width, height) in Sizes)
            for (var (level, before) = (0, 0); level <= TightQuality.MaxLevel; level++)
            {
                var picture = Smooth(width, height);
                var jpeg = Encode(encoder, picture, width, width, height, TightQuality.Of(level));
                var decibels = PeakSignalToNoise(picture, JpegDecoder.Decode(jpeg, width, height));
                Assert.True(decibels >= LeastDecibels[level], $"level {level}, {width}×{height}: {decibels:F1} dB");
                Assert.True(jpeg.Length >= before || width < 64, $"level {level}, {width}×{height}: smaller than the level before");
                before = jpeg.Length;
            }
    }

    [RealPeerFact("djpeg")]
    public void Only_the_rectangle_is_read_of_rows_that_are_longer()
    {
        using var encoder = new JpegEncoder();
        var wide = Smooth(100, 40);
        var cut = new uint[33 * 40];
        for (var y = 0; y < 40; y++)
            wide.AsSpan(y * 100, 33).CopyTo(cut.AsSpan(y * 33));
        var quality = TightQuality.Of(8);
        Assert.Equal(Encode(encoder, cut, 33, 33, 40, quality), Encode(encoder, wide, 100, 33, 40, quality));
    }

    [RealPeerFact("djpeg")]
    public void Encoding_allocates_nothing()
    {
        using var encoder = new JpegEncoder();
        var picture = MemoryMarshal.AsBytes(Smooth(64, 64).AsSpan()).ToArray();
        var destination = new byte[JpegEncoder.MaxBytes(64, 64, JpegSubsampling.Both)];
        encoder.Encode(picture, 256, 64, 64, 50, JpegSubsampling.Both, destination);
        var before = GC.GetAllocatedBytesForCurrentThread();
        encoder.Encode(picture, 256, 64, 64, 50, JpegSubsampling.Both, destination);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [RealPeerFact("djpeg")]
    public void What_does_not_fit_is_refused_before_the_library_sees_it()
    {
        using var encoder = new JpegEncoder();
        var picture = new byte[64 * 64 * 4];
        var destination = new byte[JpegEncoder.MaxBytes(64, 64, JpegSubsampling.None)];
        foreach (var encode in (Action[])[
            () => encoder.Encode(picture, 256, 64, 65, 50, JpegSubsampling.None, new byte[1 << 20]),
            () => encoder.Encode(picture, 255, 64, 64, 50, JpegSubsampling.None, destination),
            () => encoder.Encode(picture, 256, 64, 64, 0, JpegSubsampling.None, destination),
            () => encoder.Encode(picture, 256, 64, 64, 101, JpegSubsampling.None, destination),
            () => encoder.Encode(picture, 256, 0, 64, 50, JpegSubsampling.None, destination),
            () => encoder.Encode(picture, 256, 64, 64, 50, JpegSubsampling.None, destination.AsSpan(1).ToArray())])
            Assert.Throws<ArgumentOutOfRangeException>(encode);
    }

    [Fact]
    public void A_library_that_is_missing_or_another_is_told()
    {
        Assert.Equal("libturbojpeg.so.99 is not installed (Debian: libturbojpeg0)", JpegLibrary.WhyMissing("libturbojpeg.so.99"));
        Assert.Equal("libc.so.6 has no tjCompress2", JpegLibrary.WhyMissing("libc.so.6"));
    }

    [Fact]
    public void Levels_are_those_of_the_pseudo_encodings()
    {
        Assert.Equal((0, 9), (TightQuality.LevelOf(-32), TightQuality.LevelOf(-23)));
        Assert.Null(TightQuality.LevelOf(-33));
        Assert.Null(TightQuality.LevelOf(-22));
        Assert.Equal(TightQuality.Of(9), TightQuality.Of(12));
        Assert.Equal(new TightQuality(15, JpegSubsampling.Both), TightQuality.Of(-1));
    }

    static byte[] Encode(JpegEncoder encoder, uint[] picture, int strideWords, int width, int height, TightQuality quality)
    {
        var bound = JpegEncoder.MaxBytes(width, height, quality.Subsampling);
        var guarded = new byte[bound + 64];
        guarded.AsSpan().Fill(Guard);
        var bytes = encoder.Encode(MemoryMarshal.AsBytes(picture.AsSpan()), strideWords * 4, width, height,
            quality.Quality, quality.Subsampling, guarded.AsSpan(32, bound));
        Assert.Equal(32, guarded.AsSpan().IndexOfAnyExcept(Guard));
        Assert.True(guarded.AsSpan(32 + bound).IndexOfAnyExcept(Guard) < 0);
        return guarded[32..(32 + bytes)];
    }

    static uint[] Smooth(int width, int height) =>
        [.. Enumerable.Range(0, width * height).Select(i => Pixel(i % width, i / width))];

    static uint Pixel(int x, int y) =>
        Wave(x / 19.0) << 16 | Wave((x + y) / 27.0) << 8 | Wave(y / 23.0 + 1);

    static uint Wave(double phase) => (uint)(128 + 100 * Math.Sin(phase));

    static double PeakSignalToNoise(uint[] expected, uint[] actual)
    {
        var squares = 0.0;
        for (var i = 0; i < expected.Length; i++)
            for (var shift = 0; shift < 24; shift += 8)
                squares += Math.Pow((int)(expected[i] >> shift & 0xFF) - (int)(actual[i] >> shift & 0xFF), 2);
        return squares == 0 ? double.PositiveInfinity : 10 * Math.Log10(255.0 * 255.0 * expected.Length * 3 / squares);
    }
}
