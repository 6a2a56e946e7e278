using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using Scanout.Codecs.Rfb;

namespace Scanout.Tests.Codecs.Rfb;

/// <summary>
/// What a client does with an update: decodes its rectangles into a picture of 0xRRGGBB pixels. Written from RFC 6143 and rfbproto, for any pixel
/// format; it shares no code with the encoders.
/// </summary>
public sealed class RfbDecoder(RfbPixelFormat format, Stream input) : IDisposable
{
    readonly Inflater zrle = new();
    readonly Inflater[] tight = [new(), new(), new(), new()];

    public int Width { get; private set; }
    public int Height { get; private set; }
    public uint[] Picture { get; private set; } = [];
    public List<int> Encodings { get; } = [];
    public string? Title { get; private set; }
    public (int Reason, int Status)? Resize { get; private set; }
    public (int HotX, int HotY, int Width, int Height, uint[] Pixels, bool[] Mask)? Cursor { get; private set; }

    public void SetSize(int width, int height) => (Width, Height, Picture) = (width, height, new uint[width * height]);

    /// <summary>Reads one FramebufferUpdate; its type byte is still to come.</summary>
    public void ReadUpdate()
    {
        Assert.Equal(0, Read8());
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
            case 7:
                Put(x, y, width, height, ReadTight(width, height));
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
                Cursor = (x, y, width, height, pixels,
                    [.. Enumerable.Range(0, width * height).Select(i => (mask[i / width * ((width + 7) / 8) + i % width / 8] >> (7 - i % width % 8) & 1) != 0)]);
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
        var (size, shift) = (0, 0);
        for (var more = true; more && shift < 21; shift += 7)
        {
            var part = Read8();
            size |= (shift < 14 ? part & 0x7F : part) << shift;
            more = (part & 0x80) != 0 && shift < 14;
        }
        inflater.Feed(Read(size));
        return new MemoryStream(inflater.Take(length));
    }

    void ReadZrle(int left, int top, int width, int height)
    {
        zrle.Feed(Read(BinaryPrimitives.ReadInt32BigEndian(Read(4))));
        for (var y = 0; y < height; y += 64)
            for (var x = 0; x < width; x += 64)
            {
                var (w, h) = (Math.Min(64, width - x), Math.Min(64, height - y));
                Put(left + x, top + y, w, h, ReadZrleTile(w, h));
            }
        // What the inflater need not read to give all pixels: the empty block of the flush.
        Assert.InRange(zrle.Left, 0, 5);
    }

    uint[] ReadZrleTile(int width, int height)
    {
        var kind = zrle.Take(1)[0];
        var pixels = new List<uint>();
        if (kind == 0)
            return [.. Enumerable.Range(0, width * height).Select(_ => CompactPixel())];
        if (kind == 1)
            return [.. Enumerable.Repeat(CompactPixel(), width * height)];
        if (kind is >= 2 and <= 16)
        {
            var colours = Enumerable.Range(0, kind).Select(_ => CompactPixel()).ToArray();
            var bits = kind == 2 ? 1 : kind <= 4 ? 2 : 4;
            for (var y = 0; y < height; y++)
            {
                var row = zrle.Take((width * bits + 7) / 8);
                for (var x = 0; x < width; x++)
                    pixels.Add(colours[row[x * bits / 8] >> (8 - bits - x * bits % 8) & ((1 << bits) - 1)]);
            }
            return [.. pixels];
        }
        Assert.True(kind is 128 or >= 130, $"subencoding {kind}");
        var palette = Enumerable.Range(0, kind == 128 ? 0 : kind - 128).Select(_ => CompactPixel()).ToArray();
        while (pixels.Count < width * height)
        {
            var (colour, isRun) = (0u, true);
            if (kind == 128)
                colour = CompactPixel();
            else
            {
                var index = zrle.Take(1)[0];
                (colour, isRun) = (palette[index & 0x7F], index >= 128);
            }
            var length = 1;
            if (isRun)
            {
                byte part;
                do
                    length += part = zrle.Take(1)[0];
                while (part == 255);
            }
            pixels.AddRange(Enumerable.Repeat(colour, length));
        }
        Assert.Equal(width * height, pixels.Count);
        return [.. pixels];
    }

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
        return (uint)(rgb[0] << 16 | rgb[1] << 8 | rgb[2]);
    }

    uint CompactPixel()
    {
        var used = (ulong)format.RedMax << format.RedShift | (ulong)format.GreenMax << format.GreenShift | (ulong)format.BlueMax << format.BlueShift;
        if (format.BitsPerPixel != 32 || format.Depth > 24 || (used >> 24 != 0 && (used & 0xFF) != 0))
            return Pixel(new MemoryStream(zrle.Take(format.BitsPerPixel / 8)));
        var bytes = zrle.Take(3);
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
