using System.Numerics;
using System.Runtime.CompilerServices;

namespace Scanout.Codecs.Deflate;

/// <summary>The symbols of lengths and distances, and the bits that follow them (RFC 1951, section 3.2.5).</summary>
static class DeflateSymbols
{
    public const int Literals = 286;
    public const int Distances = 30;
    public const int EndOfBlock = 256;
    public const int MinLength = 3;
    public const int MaxLength = 258;
    public const int MaxDistance = 32768;
    const int FirstLength = 257;

    /// <summary>For each length less 3: its symbol, from bit 16 the number of bits that follow it, from bit 24 what they are.</summary>
    static readonly uint[] Lengths = MakeLengths();

    /// <summary>The same words, for one that has no time to check indices.</summary>
    public static ReadOnlySpan<uint> LengthWords => Lengths;

    /// <summary>A distance's symbol, and how many bits follow it: those of the distance, less one, below its highest two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int DistanceSymbol(int distance, out int extraBits)
    {
        var offset = distance - 1;
        extraBits = BitOperations.Log2((uint)offset | 2) - 1;
        // The first two have no highest two bits; told without a branch, as near and far come mixed.
        return 2 + 2 * extraBits + (offset >> extraBits & 1) - (offset - 2 >> 31 & 2);
    }

    static int LengthExtraBits(int symbol) => symbol is < 265 or 285 ? 0 : (symbol - 261) / 4;

    static uint[] MakeLengths()
    {
        var words = new uint[MaxLength - MinLength + 1];
        var length = MinLength;
        for (var symbol = FirstLength; symbol < Literals - 1; symbol++)
        {
            var bits = LengthExtraBits(symbol);
            for (var extra = 0; extra < 1 << bits && length <= MaxLength; extra++)
                words[length++ - MinLength] = (uint)(symbol | bits << 16 | extra << 24);
        }
        words[^1] = Literals - 1;
        return words;
    }
}
