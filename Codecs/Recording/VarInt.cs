using System.Buffers;

namespace Scanout.Codecs.Recording;

/// <summary>Numbers in LEB128, seven bits a byte, the lowest first; signed ones as zigzags.</summary>
static class VarInt
{
    public const int MaxBytes = 10;

    public static void Write(IBufferWriter<byte> output, ulong value)
    {
        var span = output.GetSpan(MaxBytes);
        output.Advance(Write(span, value));
    }

    public static void WriteSigned(IBufferWriter<byte> output, long value) => Write(output, (ulong)(value << 1 ^ value >> 63));

    /// <summary>Writes the number, and says in how many bytes.</summary>
    public static int Write(Span<byte> destination, ulong value)
    {
        var count = 0;
        for (; value >= 0x80; value >>= 7)
            destination[count++] = (byte)(value | 0x80);
        destination[count++] = (byte)value;
        return count;
    }

    /// <summary>Takes a number off the front.</summary>
    /// <exception cref="RecordingFormatException">There is none.</exception>
    public static ulong Read(ref ReadOnlySpan<byte> source)
    {
        ulong value = 0;
        for (var index = 0; index < Math.Min(source.Length, MaxBytes); index++)
        {
            var next = source[index];
            if (index == MaxBytes - 1 && next > 1)
                break;
            value |= (ulong)(next & 0x7F) << 7 * index;
            if (next >= 0x80)
                continue;
            source = source[(index + 1)..];
            return value;
        }
        throw new RecordingFormatException("a varint is cut off or too long");
    }

    /// <summary>Takes off the front a number that may be as large as <paramref name="most"/>.</summary>
    /// <exception cref="RecordingFormatException">There is none, or it is larger.</exception>
    public static int Read(ref ReadOnlySpan<byte> source, int most, string what)
    {
        var value = Read(ref source);
        return value <= (ulong)most ? (int)value : throw new RecordingFormatException($"{what} is {value}, more than {most}");
    }

    public static long ReadSigned(ref ReadOnlySpan<byte> source)
    {
        var value = Read(ref source);
        return (long)(value >> 1) ^ -(long)(value & 1);
    }
}
