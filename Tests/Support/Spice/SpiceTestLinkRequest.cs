using System.Buffers.Binary;

namespace Scanout.Tests.Support.Spice;

/// <summary>
/// A client's link message (SPICE, link stage), of fields that a test chooses: also of those that no client would send.
/// </summary>
public sealed record SpiceTestLinkRequest(byte Channel)
{
    public const byte Main = 1, Display = 2, Inputs = 3, Cursor = 4;

    const int HeaderBytes = 16;
    const int FixedBytes = 18;

    public byte[] Magic { get; init; } = [.. "REDQ"u8];
    public uint Major { get; init; } = 2;
    public uint Minor { get; init; } = 2;

    /// <summary>The size that the header tells; the true one where it is null.</summary>
    public uint? Size { get; init; }

    /// <summary>The session's, from MAIN_INIT; 0 on a main channel.</summary>
    public uint ConnectionId { get; init; }

    public byte ChannelId { get; init; }

    /// <summary>Words of capabilities: what every channel has in common, then the channel's own.</summary>
    public uint[] CommonWords { get; init; } = [0x0d];

    public uint[] ChannelWords { get; init; } = [];

    /// <summary>The counts that the message tells; the true ones where they are null.</summary>
    public uint? CommonCount { get; init; }

    public uint? ChannelCount { get; init; }

    /// <summary>Where the words are said to begin.</summary>
    public uint WordsOffset { get; init; } = FixedBytes;

    /// <summary>The bytes of header and message.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderBytes + FixedBytes + 4 * (CommonWords.Length + ChannelWords.Length)];
        Magic.CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), Major);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Minor);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), Size ?? (uint)(bytes.Length - HeaderBytes));
        var body = bytes.AsSpan(HeaderBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(body, ConnectionId);
        (body[4], body[5]) = (Channel, ChannelId);
        BinaryPrimitives.WriteUInt32LittleEndian(body[6..], CommonCount ?? (uint)CommonWords.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(body[10..], ChannelCount ?? (uint)ChannelWords.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(body[14..], WordsOffset);
        var at = FixedBytes;
        foreach (var word in (uint[])[.. CommonWords, .. ChannelWords])
        {
            BinaryPrimitives.WriteUInt32LittleEndian(body[at..], word);
            at += 4;
        }
        return bytes;
    }
}
