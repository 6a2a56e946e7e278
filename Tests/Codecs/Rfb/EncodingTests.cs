using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using Scanout.Codecs.Deflate;
using Scanout.Codecs.Rfb;

namespace Scanout.Tests.Codecs.Rfb;

/// <summary>Every encoding, in every client's format, gives back the picture as far as the format can hold it.</summary>
public sealed class EncodingTests
{
    static readonly Dictionary<string, RfbPixelFormat> Formats = new()
    {
        ["rgb888"] = RfbPixelFormat.Bgrx8888,
        ["bgr888"] = new(32, 24, false, true, 255, 255, 255, 0, 8, 16),
        ["rgb888 big endian"] = new(32, 24, true, true, 255, 255, 255, 16, 8, 0),
        ["rgb888 high"] = new(32, 24, false, true, 255, 255, 255, 24, 16, 8),
        ["rgb888 high big endian"] = new(32, 24, true, true, 255, 255, 255, 24, 16, 8),
        ["rgb888 depth 32"] = new(32, 32, false, true, 255, 255, 255, 16, 8, 0),
        ["rgb101010"] = new(32, 30, false, true, 1023, 1023, 1023, 20, 10, 0),
        ["rgb666"] = new(32, 18, false, true, 63, 63, 63, 12, 6, 0),
        ["rgb565"] = new(16, 16, false, true, 31, 63, 31, 11, 5, 0),
        ["rgb565 big endian"] = new(16, 16, true, true, 31, 63, 31, 11, 5, 0),
        ["rgb555"] = new(16, 15, false, true, 31, 31, 31, 10, 5, 0),
        ["bgr233"] = RfbPixelFormat.Bgr233,
        ["rgb332"] = new(8, 8, false, true, 7, 7, 3, 5, 2, 0),
        ["rgb111"] = new(8, 3, false, true, 1, 1, 1, 2, 1, 0),
    };

    static readonly (int Width, int Height)[] Sizes = [(1, 1), (1, 64), (3, 2), (63, 65), (64, 64), (257, 33), (2048, 3)];

    static readonly string[] Pictures = ["1 colour", "2 colours", "5 colours", "16 colours", "17 colours", "127 colours", "128 colours",
        "256 colours", "257 colours", "white", "text", "gradient", "noise", "runs", "mixed"];

    public static TheoryData<string> FormatNames => [.. Formats.Keys];

    [Theory, MemberData(nameof(FormatNames))]
    public void Zrle_is_exact(string format)
    {
        using var encoder = new ZrleEncoder();
        AssertExact(Formats[format], RfbEncoding.Zrle, encoder.Encode);
    }

    [Theory, MemberData(nameof(FormatNames))]
    public void Tight_is_exact(string format)
    {
        using var encoder = new TightEncoder();
        AssertExact(Formats[format], RfbEncoding.Tight, encoder.Encode);
    }

    [Theory, MemberData(nameof(FormatNames))]
    public void Raw_is_exact(string format) =>
        AssertExact(Formats[format], RfbEncoding.Raw, (output, bgrx, _, _, pixels) =>
        {
            pixels.Write(bgrx, output.GetSpan(bgrx.Length * pixels.BytesPerPixel)[..(bgrx.Length * pixels.BytesPerPixel)]);
            output.Advance(bgrx.Length * pixels.BytesPerPixel);
        });

    [Theory, MemberData(nameof(FormatNames))]
    public void Rre_is_exact(string format) =>
        AssertExact(Formats[format], RfbEncoding.Rre, Within(new RreEncoder().Encode, RreEncoder.MaxBytes));

    [Theory, MemberData(nameof(FormatNames))]
    public void Hextile_is_exact(string format) =>
        AssertExact(Formats[format], RfbEncoding.Hextile, Within(new HextileEncoder().Encode, HextileEncoder.MaxBytes));

    [Theory, MemberData(nameof(FormatNames))]
    public void Trle_is_exact_in_every_form(string format)
    {
        var forms = AssertExact(Formats[format], RfbEncoding.Trle, Within(new TrleEncoder().Encode, TrleEncoder.MaxBytes));
        foreach (byte form in (byte[])[0, 1, 2, 16, 127, 128])
            Assert.Contains(form, forms);
        Assert.Contains(forms, form => form >= 130);
    }

    /// <summary>Zlib is raw pixels through a stream: pieces do for it, the first with the stream's header.</summary>
    [Theory, MemberData(nameof(FormatNames))]
    public void Zlib_of_pieces_is_exact(string format)
    {
        var deflate = new DeflatePieces(DeflateEffort.Fast);
        var header = DeflatePieces.ZlibHeader.ToArray();
        AssertExact(Formats[format], RfbEncoding.Zlib, (output, bgrx, _, _, pixels) =>
        {
            var raw = new byte[bgrx.Length * pixels.BytesPerPixel];
            pixels.Write(bgrx, raw);
            var bytes = new byte[DeflatePieces.MaxBytes(raw.Length)];
            var length = deflate.Compress(raw, bytes);
            BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(4), header.Length + length);
            output.Advance(4);
            output.Write(header);
            output.Write(bytes.AsSpan(0, length));
            header = [];
        });
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
            foreach (var name in Pictures)
            {
                var wide = Make(name, 100, 40);
                var cut = new uint[33 * 40];
                for (var y = 0; y < 40; y++)
                    wide.AsSpan(y * 100, 33).CopyTo(cut.AsSpan(y * 33));
                var (one, other) = (new byte[bound(33, 40, 4)], new byte[bound(33, 40, 4)]);
                Assert.Equal(encode(cut, 33, 33, 40, pixels, one), encode(wide, 100, 33, 40, pixels, other));
                Assert.Equal(one, other);
            }
    }

    [Fact]
    public void Text_is_far_smaller_than_its_pixels()
    {
        var text = Make("text", 256, 64);
        foreach (var encode in (Action<IBufferWriter<byte>>[])[
            output => new ZrleEncoder().Encode(output, text, 256, 64, new ClientPixels(RfbPixelFormat.Bgrx8888)),
            output => new TightEncoder().Encode(output, text, 256, 64, new ClientPixels(RfbPixelFormat.Bgrx8888))])
        {
            var output = new ArrayBufferWriter<byte>();
            encode(output);
            Assert.InRange(output.WrittenCount, 1, text.Length * 4 / 20);
        }
    }

    [Fact]
    public void Encoding_allocates_nothing_once_it_has_begun()
    {
        using var zrle = new ZrleEncoder();
        using var tight = new TightEncoder();
        var (rre, hextile, trle) = (new RreEncoder(), new HextileEncoder(), new TrleEncoder());
        var destination = new byte[RreEncoder.MaxBytes(256, 64, 4)];
        var pixels = new ClientPixels(RfbPixelFormat.Bgrx8888);
        var pictures = Pictures.Select(name => Make(name, 256, 64)).ToList();
        var output = new Discarded();
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var picture in pictures)
            {
                zrle.Encode(output, picture, 256, 64, pixels);
                tight.Encode(output, picture, 256, 64, pixels);
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
            foreach (var name in Pictures)
                AssertOne(format, encoding, encode, name, Make(name, width, height), width, height, input, decoder);
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
        var expected = Array.ConvertAll(picture, pixel => Quantise(pixel, format));
        Assert.True(expected.AsSpan().SequenceEqual(decoder.Picture), $"{name} {width}×{height} differs");
    }

    /// <summary>What is left of a colour in a format: the top bits of each channel.</summary>
    static uint Quantise(uint pixel, RfbPixelFormat format) =>
        Keep(pixel >> 16, format.RedMax) << 16 | Keep(pixel >> 8, format.GreenMax) << 8 | Keep(pixel, format.BlueMax);

    static uint Keep(uint value, int max) => value & 0xFF & (uint)(0xFF << Math.Max(0, 8 - BitOperations.PopCount((uint)max)));

    static uint[] Make(string name, int width, int height)
    {
        var random = new Random(width * 1000 + height);
        var colours = int.TryParse(name.Split(' ')[0], out var count) ? count : 0;
        var palette = Enumerable.Range(0, Math.Max(1, colours)).Select(i => (uint)(i * 0x01030507 + 0x102030) | 0xFF000000).ToArray();
        var picture = new uint[width * height];
        for (var i = 0; i < picture.Length; i++)
        {
            var (x, y) = (i % width, i / width);
            picture[i] = 0xFF000000 | name switch
            {
                "white" => 0xFFFFFFu,
                "text" => (x / 2 * 7 + y / 3 * 13) % 11 < 2 && y % 16 > 3 ? 0xE0E0E0u : 0x101010u,
                "gradient" => (uint)((x & 0xFF) << 16 | (y * 3 & 0xFF) << 8 | (x + y & 0xFF)),
                "noise" => (uint)random.Next(1 << 24),
                "runs" => (uint)(i / 300 * 0x123457 & 0xFFFFFF),
                "mixed" => x < width / 2 ? 0x204060u : (uint)random.Next(1 << 24),
                _ => i < palette.Length ? palette[i] & 0xFFFFFF : palette[random.Next(palette.Length)] & 0xFFFFFF,
            };
        }
        return picture;
    }

    sealed class Discarded : IBufferWriter<byte>
    {
        readonly byte[] bytes = new byte[1 << 20];

        public void Advance(int count)
        {
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => bytes;

        public Span<byte> GetSpan(int sizeHint = 0) => bytes;
    }
}
