using System.Buffers;

namespace Scanout.Codecs.Rfb;

/// <summary>
/// Reads a client's messages out of its stream. Keeps how far the stream was read, for violations, and how much of a long message is to be
/// left out. Owned by one session's reading half.
/// </summary>
/// <param name="offset">Bytes of the stream that the handshake has taken.</param>
public sealed class RfbClientMessageReader(long offset)
{
    /// <summary>Of SetEncodings; clients have some thirty.</summary>
    const int MaxEncodings = 1024;

    /// <summary>Of ClientCutText.</summary>
    const int MaxCutTextBytes = 1 << 20;

    int leftOut;
    bool hasExtendedButtons;

    /// <summary>Bytes of the stream up to the message that is read next.</summary>
    public long Offset { get; private set; } = offset;

    /// <summary>Whether more of a message that was taken is still to come and be left out.</summary>
    public bool IsWithinMessage => leftOut > 0;

    /// <summary>
    /// Takes the next message off the buffer, or returns false where not all of it has come; what of it can be done without is taken off then too,
    /// so that a long message does not have to be held.
    /// </summary>
    /// <param name="buffer">What has come and was not yet read; begins after what was read on return.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="RfbProtocolException">It is none that a client may send.</exception>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, out RfbClientMessage? message)
    {
        message = null;
        if (!LeaveOut(ref buffer))
            return false;
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryRead(out var type))
            return false;
        var isWhole = type switch
        {
            0 => TryReadPixelFormat(ref reader, out message),
            2 => TryReadEncodings(ref reader, out message),
            3 => TryReadUpdateRequest(ref reader, out message),
            4 => TryReadKey(ref reader, out message),
            5 => TryReadPointer(ref reader, out message),
            6 => TryReadCutText(ref reader, out message),
            150 => TryReadContinuousUpdates(ref reader, out message),
            248 => TryReadFence(ref reader, out message),
            250 => TryReadXvp(ref reader, out message),
            251 => TryReadDesktopSize(ref reader, out message),
            255 => TryReadQemu(ref reader, out message),
            _ => throw Broken($"{type} is no message type that was agreed on"),
        };
        if (!isWhole)
            return false;
        Offset += reader.Consumed;
        buffer = buffer.Slice(reader.Consumed);
        LeaveOut(ref buffer);
        return true;
    }

    /// <summary>Takes off what nobody wants to read; false where more of it is to come.</summary>
    bool LeaveOut(ref ReadOnlySequence<byte> buffer)
    {
        var here = (int)Math.Min(leftOut, buffer.Length);
        buffer = buffer.Slice(here);
        Offset += here;
        leftOut -= here;
        return leftOut == 0;
    }

    bool TryReadPixelFormat(ref SequenceReader<byte> reader, out RfbClientMessage? message)
    {
        message = null;
        Span<byte> bytes = stackalloc byte[3 + RfbPixelFormat.WireBytes];
        if (!reader.TryCopyTo(bytes))
            return false;
        reader.Advance(bytes.Length);
        message = new RfbClientMessage.SetPixelFormat(RfbPixelFormat.Read(bytes[3..], Offset));
        return true;
    }

    bool TryReadEncodings(ref SequenceReader<byte> reader, out RfbClientMessage? message)
    {
        message = null;
        if (!TryRead8(ref reader, out _) || !TryRead16(ref reader, out var count))
            return false;
        if (count > MaxEncodings)
            throw Broken($"SetEncodings lists {count} encodings, more than {MaxEncodings}");
        if (reader.Remaining < count * 4)
            return false;
        var encodings = new int[count];
        for (var i = 0; i < count; i++)
            reader.TryReadBigEndian(out encodings[i]);
        hasExtendedButtons = encodings.Contains(RfbEncoding.ExtendedMouseButtons);
        message = new RfbClientMessage.SetEncodings(encodings);
        return true;
    }

    static bool TryReadUpdateRequest(ref SequenceReader<byte> reader, out RfbClientMessage? message)
    {
        message = null;
        if (!TryRead8(ref reader, out var incremental) || !TryReadArea(ref reader, out var area))
            return false;
        message = new RfbClientMessage.UpdateRequest(incremental != 0, area.X, area.Y, area.Width, area.Height);
        return true;
    }

    static bool TryReadKey(ref SequenceReader<byte> reader, out RfbClientMessage? message)
    {
        message = null;
        if (!TryRead8(ref reader, out var down) || !TryRead16(ref reader, out _) || !TryRead32(ref reader, out var keysym))
            return false;
        message = new RfbClientMessage.Key(down != 0, keysym);
        return true;
    }

    /// <summary>
    /// Of a client that has said that it knows more buttons, a set bit 7 announces a byte with the back button and those after it
    /// (rfbproto, «PointerEvent»).
    /// </summary>
    bool TryReadPointer(ref SequenceReader<byte> reader, out RfbClientMessage? message)
    {
        message = null;
        if (!TryRead8(ref reader, out var buttons) || !TryRead16(ref reader, out var x) || !TryRead16(ref reader, out var y))
            return false;
        if (hasExtendedButtons && (buttons & 0x80) != 0)
        {
            if (!TryRead8(ref reader, out var others))
                return false;
            message = new RfbClientMessage.Pointer(buttons & 0x7F | others << 7, x, y);
            return true;
        }
        message = new RfbClientMessage.Pointer(buttons, x, y);
        return true;
    }

    bool TryReadCutText(ref SequenceReader<byte> reader, out RfbClientMessage? message)
    {
        message = null;
        if (!TryRead8(ref reader, out _) || !TryRead16(ref reader, out _) || !TryRead32(ref reader, out var length))
            return false;
        // A negative length is the extended clipboard's.
        var bytes = Math.Abs((long)(int)length);
        if (bytes > MaxCutTextBytes)
            throw Broken($"ClientCutText of {bytes} bytes, more than {MaxCutTextBytes}");
        leftOut = (int)bytes;
        message = new RfbClientMessage.CutText((int)bytes, (int)length < 0);
        return true;
    }

    static bool TryReadContinuousUpdates(ref SequenceReader<byte> reader, out RfbClientMessage? message)
    {
        message = null;
        if (!TryRead8(ref reader, out var enable) || !TryReadArea(ref reader, out var area))
            return false;
        message = new RfbClientMessage.EnableContinuousUpdates(enable != 0, area.X, area.Y, area.Width, area.Height);
        return true;
    }

    bool TryReadFence(ref SequenceReader<byte> reader, out RfbClientMessage? message)
    {
        message = null;
        if (!TryRead8(ref reader, out _) || !TryRead16(ref reader, out _) || !TryRead32(ref reader, out var flags)
            || !TryRead8(ref reader, out var length))
            return false;
        if (length > RfbServerMessages.MaxFencePayloadBytes)
            throw Broken($"ClientFence with {length} bytes of payload, more than {RfbServerMessages.MaxFencePayloadBytes}");
        if (reader.Remaining < length)
            return false;
        var payload = reader.UnreadSequence.Slice(0, length).ToArray();
        reader.Advance(length);
        message = new RfbClientMessage.Fence(flags, payload);
        return true;
    }

    static bool TryReadXvp(ref SequenceReader<byte> reader, out RfbClientMessage? message)
    {
        message = null;
        if (!TryRead8(ref reader, out _) || !TryRead8(ref reader, out var version) || !TryRead8(ref reader, out var action))
            return false;
        message = new RfbClientMessage.Xvp(version, action);
        return true;
    }

    static bool TryReadDesktopSize(ref SequenceReader<byte> reader, out RfbClientMessage? message)
    {
        message = null;
        if (!TryRead8(ref reader, out _) || !TryRead16(ref reader, out var width) || !TryRead16(ref reader, out var height)
            || !TryRead8(ref reader, out var screens) || !TryRead8(ref reader, out _))
            return false;
        if (reader.Remaining < screens * 16)
            return false;
        reader.Advance(screens * 16);
        message = new RfbClientMessage.SetDesktopSize(width, height, screens);
        return true;
    }

    bool TryReadQemu(ref SequenceReader<byte> reader, out RfbClientMessage? message)
    {
        message = null;
        if (!TryRead8(ref reader, out var submessage) || !TryRead16(ref reader, out var argument))
            return false;
        switch (submessage)
        {
            case 0:
                if (!TryRead32(ref reader, out var keysym) || !TryRead32(ref reader, out var scancode))
                    return false;
                message = new RfbClientMessage.ExtendedKey(argument != 0, keysym, scancode);
                return true;
            case 1:
                if (argument > 2)
                    throw Broken($"{argument} is no operation of QEMU's audio message");
                if (argument == 2 && reader.Remaining < 6)
                    return false;
                reader.Advance(argument == 2 ? 6 : 0);
                message = new RfbClientMessage.Audio(argument);
                return true;
            default:
                throw Broken($"{submessage} is no submessage of QEMU's message");
        }
    }

    static bool TryReadArea(ref SequenceReader<byte> reader, out (int X, int Y, int Width, int Height) area)
    {
        area = default;
        if (!TryRead16(ref reader, out var x) || !TryRead16(ref reader, out var y)
            || !TryRead16(ref reader, out var width) || !TryRead16(ref reader, out var height))
            return false;
        area = (x, y, width, height);
        return true;
    }

    static bool TryRead8(ref SequenceReader<byte> reader, out byte value) => reader.TryRead(out value);

    static bool TryRead16(ref SequenceReader<byte> reader, out int value)
    {
        var isThere = reader.TryReadBigEndian(out short signed);
        value = (ushort)signed;
        return isThere;
    }

    static bool TryRead32(ref SequenceReader<byte> reader, out uint value)
    {
        var isThere = reader.TryReadBigEndian(out int signed);
        value = (uint)signed;
        return isThere;
    }

    RfbProtocolException Broken(string rule) => new(Offset, rule);
}
