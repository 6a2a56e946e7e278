using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using Scanout.Codecs.Rfb;
using Scanout.Tests.Codecs.Jpeg;

namespace Scanout.Tests.Codecs.Rfb;

/// <summary>
/// What a client does with an update: decodes its rectangles into a picture of 0xRRGGBB pixels. Written from RFC 6143 and rfbproto, for
/// any pixel format; it shares no code with the encoders.
/// </summary>
public sealed class RfbDecoder(RfbPixelFormat format, Stream input) : IDisposable
{
    readonly Inflater zrle = new();
    readonly Inflater zlib = new();
    readonly Inflater[] tight = [new(), new(), new(), new()];

    public int Width { get; private set; }
    public int Height { get; private set; }
    public uint[] Picture { get; private set; } = [];
    /// <summary>How many rectangles of Tight came with loss.</summary>
    public int JpegCount { get; private set; }

    public List<int> Encodings { get; } = [];

    /// <summary>The forms of ZRLE's and TRLE's tiles.</summary>
    public HashSet<byte> TileKinds { get; } = [];

    public string? Title { get; private set; }
    public (int Reason, int Status)? Resize { get; private set; }
    public (int HotX, int HotY, int Width, int Height, uint[] Pixels, bool[] Mask)? Cursor { get; private set; }

    public (int HotX, int HotY, int Width, int Height, byte[] Rgba)? AlphaCursor { get; private set; }
    public (int HotX, int HotY, int Width, int Height, uint[] Pixels, bool[] Mask)? TwoColourCursor { get; private set; }
    public List<(uint Flags, byte[] Payload)> Fences { get; } = [];
    public int EndsOfContinuousUpdates { get; private set; }

    public void SetSize(int width, int height) => (Width, Height, Picture) = (width, height, new uint[width * height]);

    /// <summary>Reads one FramebufferUpdate, its type byte still to come, and what messages come before it.</summary>
    public void ReadUpdate()
    {
        while (ReadMessage() != 0)
        {
            // What came is kept.
        }
    }

    /// <summary>Reads one message, and returns its type.</summary>
    public int ReadMessage()
    {
        var type = Read8();
        switch (type)
        {
            case 0:
                ReadRectangles();
                break;
            case 150:
                EndsOfContinuousUpdates++;
                break;
            case 248:
                Read(3);
                var flags = BinaryPrimitives.ReadUInt32BigEndian(Read(4));
                Fences.Add((flags, Read(Read8())));
                break;
            default:
                throw new InvalidDataException($"message type {type}");
        }
        return type;
    }

    void ReadRectangles()
    {
        Read8();
        for (var left = Read16(); left > 0; left--)
            if (!ReadRectangle())
                return;
    }

    public bool ReadRectangle()
    {
        var (x, y, width, height) = (Read16(), Read16(), Read16(), Read16());
        var encoding = BinaryPrimitives.ReadInt32BigEndian(Read(4));
        Encodings.Add(encoding);
        switch (encoding)
        {
            case 0:
                Put(x, y, width, height, Enumerable.Range(0, width * height).Select(_ => Pixel(input)).ToArray());
                return true;
            case 1:
                var (fromX, fromY) = (Read16(), Read16());
                Put(x, y, width, height, [.. Enumerable.Range(0, width * height).Select(i => Picture[(fromY + i / width) * Width + fromX + i % width])]);
                return true;
            case 2:
                ReadRre(x, y, width, height);
                return true;
            case 5:
                ReadHextile(x, y, width, height);
                return true;
            case 6:
                zlib.Feed(Read(BinaryPrimitives.ReadInt32BigEndian(Read(4))));
                var inflated = new MemoryStream(zlib.Take(width * height * format.BitsPerPixel / 8));
                Put(x, y, width, height, [.. Enumerable.Range(0, width * height).Select(_ => Pixel(inflated))]);
                return true;
            case 7:
                Put(x, y, width, height, ReadTight(width, height));
                return true;
            case 15:
                ReadTiles(x, y, width, height, 16, Read);
                return true;
            case 16:
                ReadZrle(x, y, width, height);
                return true;
            case -223:
                SetSize(width, height);
                return true;
            case -224:
                return false;
            case -239:
                var pixels = Enumerable.Range(0, width * height).Select(_ => Pixel(input)).ToArray();
                var mask = Read((width + 7) / 8 * height);
                Cursor = (x, y, width, height, pixels, Bits(mask, width, height));
                return true;
            case -240:
                if (width * height == 0)
                {
                    TwoColourCursor = (x, y, width, height, [], []);
                    return true;
                }
                var (primary, secondary) = (Rgb(Read(3)), Rgb(Read(3)));
                var isPrimary = Bits(Read((width + 7) / 8 * height), width, height);
                TwoColourCursor = (x, y, width, height, Array.ConvertAll(isPrimary, each => each ? primary : secondary),
                    Bits(Read((width + 7) / 8 * height), width, height));
                return true;
            case -314:
                Assert.Equal(0, BinaryPrimitives.ReadInt32BigEndian(Read(4)));
                AlphaCursor = (x, y, width, height, Read(width * height * 4));
                return true;
            case -307:
                Title = System.Text.Encoding.UTF8.GetString(Read(BinaryPrimitives.ReadInt32BigEndian(Read(4))));
                return true;
            case -308:
                Resize = (x, y);
                var screens = Read(4)[0];
                Assert.Equal(1, screens);
                Read(4);
                Assert.Equal((0, 0, width, height), (Read16(), Read16(), Read16(), Read16()));
                Read(4);
                if (width != Width || height != Height)
                    SetSize(width, height);
                return true;
            default:
                throw new InvalidDataException($"encoding {encoding}");
        }
    }

    uint[] ReadTight(int width, int height)
    {
        var control = Read8();
        for (var stream = 0; stream < 4; stream++)
            if ((control >> stream & 1) != 0)
                tight[stream].Reset();
        var kind = control >> 4;
        if (kind == 8)
            return [.. Enumerable.Repeat(TightPixel(input), width * height)];
        if (kind == 9)
            JpegCount++;
        if (kind == 9)
            return JpegDecoder.Decode(Read(TightLength()), width, height);
        Assert.True(kind < 8, $"compression {kind}");
        var filter = (kind & 4) != 0 ? Read8() : 0;
        var inflater = tight[kind & 3];
        switch (filter)
        {
            case 0:
                var plain = Data(inflater, width * height * TightBytes);
                return [.. Enumerable.Range(0, width * height).Select(_ => TightPixel(plain))];
            case 1:
                var colours = Enumerable.Range(0, Read8() + 1).Select(_ => TightPixel(input)).ToArray();
                var stride = colours.Length == 2 ? (width + 7) / 8 : width;
                var indices = Data(inflater, stride * height).ToArray();
                return [.. Enumerable.Range(0, width * height).Select(i => colours[colours.Length == 2
                    ? indices[i / width * stride + i % width / 8] >> (7 - i % width % 8) & 1
                    : indices[i / width * stride + i % width]])];
            case 2:
                return Gradient(Data(inflater, width * height * 3).ToArray(), width, height);
            default:
                throw new InvalidDataException($"filter {filter}");
        }
    }

    static uint[] Gradient(byte[] data, int width, int height)
    {
        var channels = new int[width * height * 3];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                for (var c = 0; c < 3; c++)
                {
                    var at = (y * width + x) * 3 + c;
                    var left = x > 0 ? channels[at - 3] : 0;
                    var above = y > 0 ? channels[at - width * 3] : 0;
                    var corner = x > 0 && y > 0 ? channels[at - width * 3 - 3] : 0;
                    channels[at] = (data[at] + Math.Clamp(left + above - corner, 0, 255)) & 0xFF;
                }
        return [.. Enumerable.Range(0, width * height).Select(i => (uint)(channels[i * 3] << 16 | channels[i * 3 + 1] << 8 | channels[i * 3 + 2]))];
    }

    MemoryStream Data(Inflater inflater, int length)
    {
        if (length < 12)
            return new MemoryStream(Read(length));
        inflater.Feed(Read(TightLength()));
        return new MemoryStream(inflater.Take(length));
    }

    int TightLength()
    {
        var (size, shift) = (0, 0);
        for (var more = true; more && shift < 21; shift += 7)
        {
            var part = Read8();
            size |= (shift < 14 ? part & 0x7F : part) << shift;
            more = (part & 0x80) != 0 && shift < 14;
        }
        return size;
    }

    void ReadRre(int left, int top, int width, int height)
    {
        var count = BinaryPrimitives.ReadInt32BigEndian(Read(4));
        Fill(left, top, width, height, Pixel(input));
        for (; count > 0; count--)
        {
            var colour = Pixel(input);
            var (x, y, wide, high) = (Read16(), Read16(), Read16(), Read16());
            Assert.True(wide > 0 && high > 0 && x + wide <= width && y + high <= height, "a subrectangle goes beyond its rectangle");
            Fill(left + x, top + y, wide, high, colour);
        }
    }

    void ReadHextile(int left, int top, int width, int height)
    {
        var (background, foreground) = ((uint?)null, (uint?)null);
        for (var y = 0; y < height; y += 16)
            for (var x = 0; x < width; x += 16)
            {
                var (w, h) = (Math.Min(16, width - x), Math.Min(16, height - y));
                var mask = Read8();
                if ((mask & 1) != 0)
                {
                    Put(left + x, top + y, w, h, [.. Enumerable.Range(0, w * h).Select(_ => Pixel(input))]);
                    (background, foreground) = (null, null);
                    continue;
                }
                if ((mask & 2) != 0)
                    background = Pixel(input);
                if ((mask & 4) != 0)
                    foreground = Pixel(input);
                Assert.True((mask & 20) != 20, "a foreground and coloured subrectangles");
                Fill(left + x, top + y, w, h, background!.Value);
                for (var count = (mask & 8) != 0 ? Read8() : 0; count > 0; count--)
                {
                    var colour = (mask & 16) != 0 ? Pixel(input) : foreground!.Value;
                    var (place, size) = (Read8(), Read8());
                    Assert.True((place >> 4) + (size >> 4) < w && (place & 15) + (size & 15) < h, "a subrectangle goes beyond its tile");
                    Fill(left + x + (place >> 4), top + y + (place & 15), (size >> 4) + 1, (size & 15) + 1, colour);
                }
                if ((mask & 16) != 0)
                    foreground = null;
            }
    }

    void ReadZrle(int left, int top, int width, int height)
    {
        zrle.Feed(Read(BinaryPrimitives.ReadInt32BigEndian(Read(4))));
        ReadTiles(left, top, width, height, 64, zrle.Take);
        // What the inflater need not read to give all pixels: the empty block of the flush.
        Assert.InRange(zrle.Left, 0, 5);
    }

    /// <summary>ZRLE's tiles, and TRLE's, which are the smaller ones and may use a palette again.</summary>
    void ReadTiles(int left, int top, int width, int height, int side, Func<int, byte[]> take)
    {
        uint[]? palette = null;
        for (var y = 0; y < height; y += side)
            for (var x = 0; x < width; x += side)
            {
                var (w, h) = (Math.Min(side, width - x), Math.Min(side, height - y));
                Put(left + x, top + y, w, h, ReadTile(w, h, side, take, ref palette));
            }
    }

    uint[] ReadTile(int width, int height, int side, Func<int, byte[]> take, ref uint[]? last)
    {
        var kind = take(1)[0];
        TileKinds.Add(kind);
        uint CompactPixel() => this.CompactPixel(take);
        var pixels = new List<uint>();
        if (kind == 0)
            return [.. Enumerable.Range(0, width * height).Select(_ => CompactPixel())];
        if (kind == 1)
            return [.. Enumerable.Repeat(CompactPixel(), width * height)];
        if (kind is >= 2 and <= 16 || kind == 127 && side == 16)
        {
            var colours = kind == 127 ? last! : [.. Enumerable.Range(0, kind).Select(_ => CompactPixel())];
            last = colours;
            Assert.InRange(colours.Length, 2, 16);
            var bits = colours.Length == 2 ? 1 : colours.Length <= 4 ? 2 : 4;
            for (var y = 0; y < height; y++)
            {
                var row = take((width * bits + 7) / 8);
                for (var x = 0; x < width; x++)
                    pixels.Add(colours[row[x * bits / 8] >> (8 - bits - x * bits % 8) & ((1 << bits) - 1)]);
            }
            return [.. pixels];
        }
        Assert.True(kind is 128 or >= 130 || kind == 129 && side == 16, $"subencoding {kind}");
        var palette = kind == 129 ? last! : [.. Enumerable.Range(0, kind == 128 ? 0 : kind - 128).Select(_ => CompactPixel())];
        if (kind != 128)
            last = palette;
        while (pixels.Count < width * height)
        {
            var (colour, isRun) = (0u, true);
            if (kind == 128)
                colour = CompactPixel();
            else
            {
                var index = take(1)[0];
                (colour, isRun) = (palette[index & 0x7F], index >= 128);
            }
            var length = 1;
            if (isRun)
            {
                byte part;
                do
                    length += part = take(1)[0];
                while (part == 255);
            }
            pixels.AddRange(Enumerable.Repeat(colour, length));
        }
        Assert.Equal(width * height, pixels.Count);
        return [.. pixels];
    }

    void Fill(int x, int y, int width, int height, uint colour) => Put(x, y, width, height, [.. Enumerable.Repeat(colour, width * height)]);

    static bool[] Bits(byte[] plane, int width, int height) =>
        [.. Enumerable.Range(0, width * height).Select(i => (plane[i / width * ((width + 7) / 8) + i % width / 8] & 0x80 >> i % width % 8) != 0)];

    static uint Rgb(byte[] rgb) => (uint)(rgb[0] << 16 | rgb[1] << 8 | rgb[2]);

    void Put(int x, int y, int width, int height, uint[] pixels)
    {
        for (var i = 0; i < pixels.Length; i++)
            Picture[(y + i / width) * Width + x + i % width] = pixels[i];
    }

    uint Pixel(Stream from)
    {
        var bytes = new byte[format.BitsPerPixel / 8];
        from.ReadExactly(bytes);
        if (format.IsBigEndian)
            Array.Reverse(bytes);
        return Expand(bytes.Select((value, i) => (uint)value << 8 * i).Aggregate(0u, (one, other) => one | other));
    }

    /// <summary>0xRRGGBB of a pixel, each channel at the top of its byte.</summary>
    uint Expand(uint pixel) => Channel(pixel, format.RedMax, format.RedShift) << 16
        | Channel(pixel, format.GreenMax, format.GreenShift) << 8 | Channel(pixel, format.BlueMax, format.BlueShift);

    static uint Channel(uint pixel, int max, int shift)
    {
        var bits = BitOperations.PopCount((uint)max);
        var value = pixel >> shift & (uint)max;
        return bits >= 8 ? value >> (bits - 8) : value << (8 - bits);
    }

    int TightBytes => format is { BitsPerPixel: 32, Depth: 24, RedMax: 255, GreenMax: 255, BlueMax: 255 } ? 3 : format.BitsPerPixel / 8;

    uint TightPixel(Stream from)
    {
        if (TightBytes != 3)
            return Pixel(from);
        var rgb = new byte[3];
        from.ReadExactly(rgb);
        return Rgb(rgb);
    }

    uint CompactPixel(Func<int, byte[]> take)
    {
        var used = (ulong)format.RedMax << format.RedShift | (ulong)format.GreenMax << format.GreenShift | (ulong)format.BlueMax << format.BlueShift;
        if (format.BitsPerPixel != 32 || format.Depth > 24 || (used >> 24 != 0 && (used & 0xFF) != 0))
            return Pixel(new MemoryStream(take(format.BitsPerPixel / 8)));
        var bytes = take(3);
        if (format.IsBigEndian)
            Array.Reverse(bytes);
        var value = (uint)(bytes[0] | bytes[1] << 8 | bytes[2] << 16);
        return Expand(used >> 24 == 0 ? value : value << 8);
    }

    byte[] Read(int count)
    {
        var bytes = new byte[count];
        input.ReadExactly(bytes);
        return bytes;
    }

    int Read8() => Read(1)[0];

    int Read16() => Number16(Read(2));

    static int Number16(byte[] bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes);

    public void Dispose()
    {
        zrle.Dispose();
        zlib.Dispose();
        Array.ForEach(tight, inflater => inflater.Dispose());
    }

    /// <summary>A zlib stream that is fed piece by piece.</summary>
    sealed class Inflater : IDisposable
    {
        MemoryStream fed = new();
        ZLibStream? zlib;

        public int Left => (int)(fed.Length - fed.Position);

        public void Feed(byte[] piece)
        {
            var position = fed.Position;
            fed.Position = fed.Length;
            fed.Write(piece);
            fed.Position = position;
        }

        public byte[] Take(int count)
        {
            zlib ??= new ZLibStream(fed, CompressionMode.Decompress);
            var bytes = new byte[count];
            zlib.ReadExactly(bytes);
            return bytes;
        }

        public void Reset()
        {
            Dispose();
            (fed, zlib) = (new MemoryStream(), null);
        }

        public void Dispose()
        {
            zlib?.Dispose();
            fed.Dispose();
        }
    }
}
