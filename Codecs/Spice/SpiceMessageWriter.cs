using System.Buffers;
using System.Buffers.Binary;

namespace Scanout.Codecs.Spice;

/// <summary>
/// Writes one channel's messages: their headers, and their bodies as they are given, of which it sees to it that they are as long as was
/// said. Owned by the channel's writing half.
/// </summary>
/// <param name="output">Where to.</param>
/// <param name="isMini">Whether both sides have <see cref="SpiceCapabilities.MiniHeader"/>.</param>
public sealed class SpiceMessageWriter(IBufferWriter<byte> output, bool isMini)
{
    int missing;

    /// <summary>How many were begun. A full header counts them as well, from 1.</summary>
    public long Messages { get; private set; }

    /// <summary>
    /// Begins a message and returns the first bytes of its body, zeros, to be filled in before the next call. The others are appended.
    /// </summary>
    /// <param name="type">As the channel numbers its messages.</param>
    /// <param name="bodyBytes">Of the whole body.</param>
    /// <param name="firstBytes">Of what is returned.</param>
    public Span<byte> Begin(ushort type, int bodyBytes, int firstBytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)firstBytes, (uint)bodyBytes, nameof(firstBytes));
        if (missing != 0)
            throw new InvalidOperationException($"{missing} bytes of the message before are missing");
        Messages++;
        missing = bodyBytes - firstBytes;
        var headerBytes = isMini ? SpiceHeader.MiniBytes : SpiceHeader.FullBytes;
        var bytes = output.GetSpan(headerBytes + firstBytes)[..(headerBytes + firstBytes)];
        output.Advance(bytes.Length);
        bytes.Clear();
        if (!isMini)
            BinaryPrimitives.WriteInt64LittleEndian(bytes, Messages);
        var typeAt = isMini ? 0 : SpiceHeader.FullTypeAt;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[typeAt..], type);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[(typeAt + 2)..], bodyBytes);
        return bytes[headerBytes..];
    }

    /// <summary>Writes further bytes of the body.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, missing, nameof(bytes));
        missing -= bytes.Length;
        output.Write(bytes);
    }

    /// <summary>A message of nothing but its type.</summary>
    internal void WriteEmpty(ushort type) => Begin(type, 0, 0);

    /// <summary>A message whose whole body is returned.</summary>
    internal Span<byte> BeginWhole(ushort type, int bodyBytes) => Begin(type, bodyBytes, bodyBytes);
}
