using System.Buffers;
using Scanout.Codecs.Rfb;

namespace Scanout.Tests.Codecs.Rfb;

/// <summary>Every encoding that needs nothing of before, for rectangles of any size, in every client's format, gives back the picture as far as the format can hold it.</summary>
public sealed class StatelessEncodingTests
{
    static readonly (int Width, int Height)[] Sizes = [(1, 1), (1, 64), (3, 2), (63, 65), (64, 64), (257, 33), (2048, 3)];

    public static TheoryData<string> FormatNames => [.. TestPictures.Formats.Keys];

    [Theory, MemberData(nameof(FormatNames))]
    public void Rre_is_exact(string format) =>
        AssertExact(TestPictures.Formats[format], RfbEncoding.Rre, Within(new RreEncoder().Encode, RreEncoder.MaxBytes));

    [Theory, MemberData(nameof(FormatNames))]
    public void Hextile_is_exact(string format) =>
        AssertExact(TestPictures.Formats[format], RfbEncoding.Hextile, Within(new HextileEncoder().Encode, HextileEncoder.MaxBytes));

    [Theory, MemberData(nameof(FormatNames))]
    public void Trle_is_exact_in_every_form(string format)
    {
        var forms = AssertExact(TestPictures.Formats[format], RfbEncoding.Trle, Within(new TrleEncoder().Encode, TrleEncoder.MaxBytes));
        foreach (byte form in (byte[])[0, 1, 2, 16, 127, 128])
            Assert.Contains(form, forms);
        Assert.Contains(forms, form => form >= 130);
    }

    [Fact]
    public void Trle_uses_the_palette_of_the_tile_before_with_runs_too()
    {
        // Stripes of 20 colours, each tile the same: too many to pack, runs that come again and again.
        var picture = new uint[64 * 16];
        for (var i = 0; i < picture.Length; i++)
            picture[i] = (uint)((i / 64 * 16 + i % 16) / 5 % 20 * 0x0A0B0C);
        var forms = new HashSet<byte>();
        var encode = Within(new TrleEncoder().Encode, TrleEncoder.MaxBytes);
        AssertOne(RfbPixelFormat.Bgrx8888, RfbEncoding.Trle, encode, picture, 64, 16, forms);
        Assert.Equal<byte>([129, 148], forms.Order());
    }

    [Fact]
    public void Hextile_leaves_out_what_the_tile_before_had()
    {
        uint[] picture = [.. Enumerable.Range(0, 64 * 16).Select(i => i % 16 < 3 && i / 64 < 5 ? 0xFFFFFFu : 0u)];
        var destination = new byte[HextileEncoder.MaxBytes(64, 16, 4)];
        var pixels = new ClientPixels(RfbPixelFormat.Bgrx8888);
        Assert.Equal(24, new HextileEncoder().Encode(picture, 64, 64, 16, pixels, destination));
        Assert.Equal<byte>([14, 0, 0, 0, 0, 255, 255, 255, 0, 1, 0x00, 0x24, 8, 1, 0x00, 0x24], destination[..16]);
        new HextileEncoder().Encode(new uint[64 * 16], 64, 64, 16, pixels, destination);
        Assert.Equal<byte>([2, 0, 0, 0, 0, 0, 0, 0], destination[..8]);
    }

    /// <summary>What the tiles of a picture are encoded from: part of longer rows.</summary>
    [Fact]
    public void Only_the_rectangle_is_read_of_rows_that_are_longer()
    {
        var pixels = new ClientPixels(RfbPixelFormat.Bgrx8888);
        foreach (var (encode, bound) in (((EncodeWithin, Func<int, int, int, int>)[])[
            (new RreEncoder().Encode, RreEncoder.MaxBytes), (new HextileEncoder().Encode, HextileEncoder.MaxBytes),
            (new TrleEncoder().Encode, TrleEncoder.MaxBytes)]))
            foreach (var name in TestPictures.Names)
            {
                var wide = TestPictures.Make(name, 100, 40);
                var cut = new uint[33 * 40];
                for (var y = 0; y < 40; y++)
                    wide.AsSpan(y * 100, 33).CopyTo(cut.AsSpan(y * 33));
                var (one, other) = (new byte[bound(33, 40, 4)], new byte[bound(33, 40, 4)]);
                Assert.Equal(encode(cut, 33, 33, 40, pixels, one), encode(wide, 100, 33, 40, pixels, other));
                Assert.Equal(one, other);
            }
    }

    [Fact]
    public void Encoding_allocates_nothing_once_it_has_begun()
    {
        var (rre, hextile, trle) = (new RreEncoder(), new HextileEncoder(), new TrleEncoder());
        var destination = new byte[RreEncoder.MaxBytes(256, 64, 4)];
        var pixels = new ClientPixels(RfbPixelFormat.Bgrx8888);
        var pictures = TestPictures.Names.Select(name => TestPictures.Make(name, 256, 64)).ToList();
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var picture in pictures)
            {
                rre.Encode(picture, 256, 256, 64, pixels, destination);
                hextile.Encode(picture, 256, 256, 64, pixels, destination);
                trle.Encode(picture, 256, 256, 64, pixels, destination);
            }
            if (round == 2)
                Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    delegate void Encode(IBufferWriter<byte> output, ReadOnlySpan<uint> bgrx, int width, int height, ClientPixels pixels);

    delegate int EncodeWithin(ReadOnlySpan<uint> bgrx, int strideWords, int width, int height, ClientPixels pixels, Span<byte> destination);

    /// <summary>An encoder that is given just as much room as it says that it needs.</summary>
    static Encode Within(EncodeWithin encode, Func<int, int, int, int> maxBytes) => (output, bgrx, width, height, pixels) =>
    {
        var bound = maxBytes(width, height, pixels.BytesPerPixel);
        output.Advance(encode(bgrx, width, width, height, pixels, output.GetSpan(bound)[..bound]));
    };

    /// <summary>
    /// All pictures in all sizes through one encoder and one decoder: the streams last. Returns the forms of tiles that came.
    /// </summary>
    static HashSet<byte> AssertExact(RfbPixelFormat format, int encoding, Encode encode)
    {
        using var input = new MemoryStream();
        using var decoder = new RfbDecoder(format, input);
        foreach (var (width, height) in Sizes)
            foreach (var name in TestPictures.Names)
                AssertOne(format, encoding, encode, name, TestPictures.Make(name, width, height), width, height, input, decoder);
        return decoder.TileKinds;
    }

    static void AssertOne(RfbPixelFormat format, int encoding, Encode encode, uint[] picture, int width, int height, HashSet<byte> forms)
    {
        using var input = new MemoryStream();
        using var decoder = new RfbDecoder(format, input);
        AssertOne(format, encoding, encode, "picture", picture, width, height, input, decoder);
        forms.UnionWith(decoder.TileKinds);
    }

    static void AssertOne(
        RfbPixelFormat format, int encoding, Encode encode, string name, uint[] picture, int width, int height,
        MemoryStream input, RfbDecoder decoder)
    {
        var output = new ArrayBufferWriter<byte>();
        RfbServerMessages.WriteRectangleHeader(output, 0, 0, width, height, encoding);
        encode(output, picture, width, height, new ClientPixels(format));
        input.SetLength(0);
        input.Write(output.WrittenSpan);
        input.Position = 0;
        decoder.SetSize(width, height);
        decoder.ReadRectangle();
        Assert.True(input.Position == input.Length, $"{name} {width}×{height}: {input.Length - input.Position} bytes are left");
        var expected = Array.ConvertAll(picture, pixel => TestPictures.Quantise(pixel, format));
        Assert.True(expected.AsSpan().SequenceEqual(decoder.Picture), $"{name} {width}×{height} differs");
    }
}
