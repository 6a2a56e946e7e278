using System.Runtime.CompilerServices;

namespace Scanout.Codecs.Deflate;

/// <summary>
/// Bits, lowest first (RFC 1951, section 3.1.1), into memory that its owner keeps fixed. Between flushes 56 bits have room. A flush
/// writes eight bytes whatever it holds: what is written last needs as many after it.
/// </summary>
unsafe ref struct DeflateBits(byte* destination)
{
    readonly byte* start = destination;
    byte* at = destination;
    ulong held;
    int count;

    /// <summary>How many bytes have been written; right after <see cref="AddStored"/>.</summary>
    public readonly int Bytes => (int)(at - start);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong bits, int bitCount)
    {
        held |= bits << count;
        count += bitCount;
    }

    /// <summary>Adds a symbol's code, as <see cref="PrefixCode"/> has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(uint code) => Add(code & 0xFFFF, (int)(code >> 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Flush()
    {
        Unsafe.WriteUnaligned(at, held);
        at += count >> 3;
        held >>= count & ~7;
        count &= 7;
    }

    /// <summary>A non-final block of bytes as they stand (section 3.2.4): at most 65535; an empty one leaves the stream aligned.</summary>
    public void AddStored(ReadOnlySpan<byte> bytes)
    {
        Add(0, 3);
        count = (count + 7) & ~7;
        Flush();
        Add((uint)bytes.Length | ((uint)~bytes.Length & 0xFFFF) << 16, 32);
        Flush();
        bytes.CopyTo(new Span<byte>(at, bytes.Length));
        at += bytes.Length;
    }
}
