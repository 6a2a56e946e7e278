using System.Buffers;
using System.Buffers.Binary;

namespace Scanout.Codecs.Spice;

/// <summary>
/// Reads one channel's messages out of its client's stream. Keeps how far the stream was read, for violations. A message's size is judged
/// by its header, before any of its body has come. Owned by the channel's reading half.
/// </summary>
/// <param name="channel">Whose messages these are; numbers that only others have are unknown.</param>
/// <param name="isMini">Whether both sides have <see cref="SpiceCapabilities.MiniHeader"/>.</param>
/// <param name="offset">Bytes of the stream that the link has taken.</param>
public sealed class SpiceMessageReader(SpiceChannel channel, bool isMini, long offset)
{
    readonly uint maxBodyBytes = channel == SpiceChannel.Display ? 64u << 10 : 4u << 10;

    /// <summary>Bytes of the stream up to the message that is read next.</summary>
    public long Offset { get; private set; } = offset;

    /// <summary>Takes the next message off the buffer, or returns false where not all of it has come.</summary>
    /// <param name="buffer">What has come and was not yet read; begins after what was read on return.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="SpiceProtocolException">It has a size that it can't have.</exception>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, out SpiceClientMessage? message)
    {
        message = null;
        // A full header's serial number and sub-messages, which no client has, are left out, as spice-server leaves them out.
        Span<byte> header = stackalloc byte[isMini ? SpiceHeader.MiniBytes : SpiceHeader.FullBytes];
        if (!new SequenceReader<byte>(buffer).TryCopyTo(header))
            return false;
        var typeAt = isMini ? 0 : SpiceHeader.FullTypeAt;
        var type = BinaryPrimitives.ReadUInt16LittleEndian(header[typeAt..]);
        var bodyBytes = BinaryPrimitives.ReadUInt32LittleEndian(header[(typeAt + 2)..]);
        var form = SpiceClientForms.Find(channel, type);
        Judge(form, type, bodyBytes);
        if (buffer.Length < header.Length + bodyBytes)
            return false;
        var body = buffer.Slice(header.Length, bodyBytes);
        message = form is null
            ? new SpiceClientMessage.Unknown(type)
            : form.Read(body.IsSingleSegment ? body.FirstSpan : body.ToArray())
                ?? throw Broken($"{form.Name} of {bodyBytes} bytes says that it has another length");
        Offset += header.Length + bodyBytes;
        buffer = buffer.Slice(body.End);
        return true;
    }

    void Judge(SpiceClientForm? form, ushort type, uint bodyBytes)
    {
        if (bodyBytes > maxBodyBytes)
            throw Broken($"{form?.Name ?? $"message {type}"} of {bodyBytes} bytes, more than {maxBodyBytes}");
        if (form is null)
            return;
        if (bodyBytes < form.MinBytes)
            throw Broken($"{form.Name} of {bodyBytes} bytes, fewer than {form.MinBytes}");
        if (bodyBytes > form.MaxBytes)
            throw Broken($"{form.Name} of {bodyBytes} bytes, more than {form.MaxBytes}");
    }

    SpiceProtocolException Broken(string rule) => new(Offset, rule);
}
