using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Scanout.Codecs.Spice;

/// <summary>
/// Images of the LZ codec of pixels (SPICE protocol, SPICE_IMAGE_TYPE_LZ_RGB), for clients without LZ4: a header, then tokens until the
/// pixels are all there, in rows from the top without gaps. A token below 32 is that many pixels and one more as they are, B, G, R each;
/// any other repeats pixels that came before. The tokens of bands that lie below one another make one image when they are put together.
/// </summary>
public static unsafe class SpiceLzImage
{
    /// <summary>
    /// The length of what follows it, little endian; then big endian the magic, the version, the format, the size and the order of rows.
    /// </summary>
    public const int HeaderBytes = 32;

    const uint Magic = 0x20205A4C;
    const int Version = 0x00010001;
    const int Rgb32 = 8;
    const int IsTopDown = 1;

    const int HashBits = 12;
    const int HashWords = 1 << HashBits;

    /// <summary>A shorter match costs more than it saves, and four pixels are one vector.</summary>
    const int MinLength = 4;

    const int MaxLiterals = 32;

    /// <summary>The length in a token that says that the rest of it follows.</summary>
    const int LongLength = 7;

    /// <summary>The distance, less one, that says that the distance beyond it follows.</summary>
    const int FarDistance = (31 << 8) + 255;

    const int MaxDistance = FarDistance + ushort.MaxValue + 1;

    /// <summary>After so many pixels without a match larger steps are taken: what has not repeated for so long may not repeat.</summary>
    const int PatienceShift = 5;

    const uint Seen = 0x00FFFFFF;

    /// <summary>Literals are written a vector of four at a time, of which four bytes are none of theirs.</summary>
    const int SpareBytes = 16;

    /// <summary>Four pixels without their X bytes, then what is written over.</summary>
    static readonly Vector128<byte> WithoutX = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0, 0, 0, 0);

    /// <summary>What stands before the tokens of an image, those of all of its bands together.</summary>
    public static void WriteHeader(Span<byte> header, int width, int height, int tokenBytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(header, checked(HeaderBytes - 4 + tokenBytes));
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], Magic);
        BinaryPrimitives.WriteInt32BigEndian(header[8..], Version);
        BinaryPrimitives.WriteInt32BigEndian(header[12..], Rgb32);
        BinaryPrimitives.WriteInt32BigEndian(header[16..], width);
        BinaryPrimitives.WriteInt32BigEndian(header[20..], height);
        BinaryPrimitives.WriteInt32BigEndian(header[24..], checked(width * 4));
        BinaryPrimitives.WriteInt32BigEndian(header[28..], IsTopDown);
    }

    /// <summary>How long the span for that many pixels' tokens must be; they may need a little less.</summary>
    public static int MaxTokenBytes(int pixels) => checked(pixels * 3 + (pixels + MaxLiterals - 1) / MaxLiterals + SpareBytes);

    /// <summary>How long the working memory for that many pixels must be; what it holds does not matter.</summary>
    public static int WorkingWords(int pixels) => checked(HashWords + pixels);

    /// <summary>Encodes an area, and says to how many bytes. The tokens refer to nothing before them.</summary>
    /// <param name="pixels">From the area's first pixel on: 0xXXRRGGBB, whose X does not matter.</param>
    /// <param name="strideWords">From row to row.</param>
    /// <param name="width">Of the area.</param>
    /// <param name="height">Of the area.</param>
    /// <param name="tokens">Where to: at least <see cref="MaxTokenBytes"/>.</param>
    /// <param name="working">At least <see cref="WorkingWords"/> that nobody else uses meanwhile.</param>
    public static int Encode(ReadOnlySpan<uint> pixels, int strideWords, int width, int height, Span<byte> tokens, Span<int> working)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(strideWords, width);
        var count = checked(width * height);
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens.Length, MaxTokenBytes(count), nameof(tokens));
        ArgumentOutOfRangeException.ThrowIfLessThan(working.Length, WorkingWords(count), nameof(working));
        var table = working[..HashWords];
        table.Clear();
        var packed = MemoryMarshal.Cast<int, uint>(working.Slice(HashWords, count));
        for (var y = 0; y < height; y++)
            CopySeen(pixels.Slice(y * strideWords, width), packed.Slice(y * width, width));
        fixed (uint* from = packed)
        fixed (int* places = table)
        fixed (byte* to = tokens)
            return (int)(EncodePacked(from, count, places, to) - to);
    }

    /// <summary>Copies pixels without their X bytes, so that those that look alike are alike.</summary>
    static void CopySeen(ReadOnlySpan<uint> source, Span<uint> destination)
    {
        var at = 0;
        for (; at <= source.Length - Vector<uint>.Count; at += Vector<uint>.Count)
            (new Vector<uint>(source[at..]) & new Vector<uint>(Seen)).CopyTo(destination[at..]);
        for (; at < source.Length; at++)
            destination[at] = source[at] & Seen;
    }

    /// <summary>
    /// Looks at the last match's distance again, then at the last place with the same hash of four pixels, and takes what it finds. An
    /// empty place is the first pixel, which is as good a candidate as any.
    /// </summary>
    static byte* EncodePacked(uint* pixels, int count, int* table, byte* to)
    {
        var (written, at, last) = (0, 1, 1);
        while (at <= count - MinLength)
        {
            var window = Vector128.Load(pixels + at);
            var slot = Hash(pixels + at);
            var distance = at - table[slot];
            table[slot] = at;
            if (Vector128.Load(pixels + at - last) == window)
                distance = last;
            else if (distance > MaxDistance || Vector128.Load(pixels + at - distance) != window)
            {
                at += 1 + (at - written >> PatienceShift);
                continue;
            }
            while (at > written && at > distance && pixels[at - 1] == pixels[at - distance - 1])
                at--;
            var length = new ReadOnlySpan<uint>(pixels + at, count - at)
                .CommonPrefixLength(new ReadOnlySpan<uint>(pixels + at - distance, count - at));
            to = WriteMatch(WriteLiterals(pixels + written, at - written, to), length, distance);
            last = distance;
            written = at += length;
            // The end of a match is where the next may begin: one place before it is worth remembering.
            table[Hash(pixels + at - MinLength)] = at - MinLength;
        }
        return WriteLiterals(pixels + written, count - written, to);
    }

    static int Hash(uint* pixels) =>
        (int)((*(ulong*)pixels ^ BitOperations.RotateLeft(*(ulong*)(pixels + 2), 29)) * 0x9E3779B97F4A7C15 >> 64 - HashBits);

    static byte* WriteLiterals(uint* pixels, int count, byte* to)
    {
        for (; count > 0; count -= MaxLiterals, pixels += MaxLiterals)
        {
            var here = Math.Min(count, MaxLiterals);
            *to++ = (byte)(here - 1);
            var at = 0;
            for (; at <= here - 4; at += 4)
                Vector128.Shuffle(Vector128.Load((byte*)(pixels + at)), WithoutX).Store(to + at * 3);
            for (; at < here; at++)
                *(uint*)(to + at * 3) = pixels[at];
            to += here * 3;
        }
        return to;
    }

    static byte* WriteMatch(byte* to, int length, int distance)
    {
        var near = Math.Min(distance - 1, FarDistance);
        *to++ = (byte)(Math.Min(length, LongLength) << 5 | near >> 8);
        if (length >= LongLength)
        {
            var rest = length - LongLength;
            for (; rest >= 255; rest -= 255)
                *to++ = 255;
            *to++ = (byte)rest;
        }
        *to++ = (byte)near;
        if (near == FarDistance)
        {
            BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(to, 2), (ushort)(distance - 1 - FarDistance));
            to += 2;
        }
        return to;
    }
}
