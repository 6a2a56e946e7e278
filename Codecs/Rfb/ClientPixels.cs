using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Scanout.Codecs.Rfb;

/// <summary>
/// Translates BGRX8888 into the pixels that one client asked for, and into the shortened ones of ZRLE (CPIXEL, RFC 6143, section 7.7.5) and
/// Tight (TPIXEL). A channel keeps its top bits, so that what was widened by bit replication comes out as it went in. Immutable.
/// </summary>
public sealed class ClientPixels
{
    readonly uint[] red = new uint[256];
    readonly uint[] green = new uint[256];
    readonly uint[] blue = new uint[256];
    readonly RfbPixelFormat format;
    readonly bool isIdentity;
    readonly int unusedWireByte;

    public ClientPixels(RfbPixelFormat format)
    {
        this.format = format;
        Fill(red, format.RedMax, format.RedShift);
        Fill(green, format.GreenMax, format.GreenShift);
        Fill(blue, format.BlueMax, format.BlueShift);
        isIdentity = format with { Depth = 24 } == RfbPixelFormat.Bgrx8888;
        unusedWireByte = UnusedWireByte();
        CompactBytes = unusedWireByte >= 0 ? 3 : format.BytesPerPixel;
        IsTight888 = format is { BitsPerPixel: 32, Depth: 24, RedMax: 255, GreenMax: 255, BlueMax: 255 };
        TightBytes = IsTight888 ? 3 : format.BytesPerPixel;
    }

    /// <summary>Bytes of a PIXEL.</summary>
    public int BytesPerPixel => format.BytesPerPixel;

    /// <summary>Bytes of a CPIXEL.</summary>
    public int CompactBytes { get; }

    /// <summary>Bytes of a TPIXEL.</summary>
    public int TightBytes { get; }

    /// <summary>Whether a TPIXEL is red, green, blue: the only case in which Tight's gradient filter is used.</summary>
    public bool IsTight888 { get; }

    /// <summary>Writes PIXELs.</summary>
    public void Write(ReadOnlySpan<uint> bgrx, Span<byte> destination)
    {
        if (isIdentity)
        {
            MemoryMarshal.AsBytes(bgrx).CopyTo(destination);
            return;
        }
        switch (format.BitsPerPixel)
        {
            case 8:
                for (var i = 0; i < bgrx.Length; i++)
                    destination[i] = (byte)Value(bgrx[i]);
                break;
            case 16:
                var halves = MemoryMarshal.Cast<byte, ushort>(destination);
                for (var i = 0; i < bgrx.Length; i++)
                    halves[i] = format.IsBigEndian
                        ? BinaryPrimitives.ReverseEndianness((ushort)Value(bgrx[i]))
                        : (ushort)Value(bgrx[i]);
                break;
            default:
                var words = MemoryMarshal.Cast<byte, uint>(destination);
                for (var i = 0; i < bgrx.Length; i++)
                    words[i] = Wire(bgrx[i]);
                break;
        }
    }

    /// <summary>Writes CPIXELs.</summary>
    public void WriteCompact(ReadOnlySpan<uint> bgrx, Span<byte> destination)
    {
        if (unusedWireByte < 0)
        {
            Write(bgrx, destination);
            return;
        }
        var shift = unusedWireByte == 0 ? 8 : 0;
        for (int i = 0, at = 0; i < bgrx.Length; i++, at += 3)
        {
            var wire = (isIdentity ? bgrx[i] : Wire(bgrx[i])) >> shift;
            destination[at] = (byte)wire;
            destination[at + 1] = (byte)(wire >> 8);
            destination[at + 2] = (byte)(wire >> 16);
        }
    }

    /// <summary>Writes TPIXELs.</summary>
    public void WriteTight(ReadOnlySpan<uint> bgrx, Span<byte> destination)
    {
        if (!IsTight888)
        {
            Write(bgrx, destination);
            return;
        }
        for (int i = 0, at = 0; i < bgrx.Length; i++, at += 3)
        {
            var pixel = bgrx[i];
            destination[at] = (byte)(pixel >> 16);
            destination[at + 1] = (byte)(pixel >> 8);
            destination[at + 2] = (byte)pixel;
        }
    }

    uint Value(uint bgrx) => red[(byte)(bgrx >> 16)] | green[(byte)(bgrx >> 8)] | blue[(byte)bgrx];

    /// <summary>A 32-bit pixel as a little-endian number of its wire bytes.</summary>
    uint Wire(uint bgrx) => format.IsBigEndian ? BinaryPrimitives.ReverseEndianness(Value(bgrx)) : Value(bgrx);

    /// <summary>The byte that a CPIXEL leaves out, or -1 where it leaves out none.</summary>
    int UnusedWireByte()
    {
        if (format is not { BitsPerPixel: 32, Depth: <= 24, IsTrueColour: true })
            return -1;
        var used = red[255] | green[255] | blue[255];
        var highestIsFree = used >> 24 == 0;
        if (!highestIsFree && (used & 0xFF) != 0)
            return -1;
        return highestIsFree != format.IsBigEndian ? 3 : 0;
    }

    static void Fill(uint[] table, int max, int shift)
    {
        var bits = BitOperations.PopCount((uint)max);
        for (var value = 0; value < 256; value++)
        {
            var scaled = bits <= 8 ? (uint)value >> (8 - bits) : (uint)(value * 0x0101 >> Math.Max(0, 16 - bits));
            table[value] = scaled << shift;
        }
    }
}
