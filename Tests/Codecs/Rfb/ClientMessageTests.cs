using System.Buffers;
using Scanout.Codecs.Rfb;

namespace Scanout.Tests.Codecs.Rfb;

public sealed class ClientMessageTests
{
    /// <summary>Every message that a client may send, byte for byte as rfbproto has it.</summary>
    static readonly (byte[] Bytes, RfbClientMessage Message)[] Messages =
    [
        ([0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0], new RfbClientMessage.SetPixelFormat(RfbPixelFormat.Bgrx8888)),
        ([3, 1, 0, 1, 0, 2, 3, 0, 4, 0], new RfbClientMessage.UpdateRequest(true, 1, 2, 768, 1024)),
        ([4, 1, 0, 0, 0, 0, 0xFF, 0x0D], new RfbClientMessage.Key(true, 0xFF0D)),
        ([5, 5, 1, 2, 3, 4], new RfbClientMessage.Pointer(5, 0x102, 0x304)),
        ([6, 0, 0, 0, 0, 0, 0, 3, 65, 66, 67], new RfbClientMessage.CutText(3, false)),
        ([6, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFC, 1, 0, 0, 1], new RfbClientMessage.CutText(4, true)),
        ([150, 1, 0, 0, 0, 0, 0, 9, 0, 8], new RfbClientMessage.EnableContinuousUpdates(true, 0, 0, 9, 8)),
        ([251, 0, 4, 0, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 3, 0, 0, 0, 0, 0], new RfbClientMessage.SetDesktopSize(1024, 768, 1)),
        ([250, 0, 1, 4], new RfbClientMessage.Xvp(1, 4)),
        ([255, 0, 0, 1, 0, 0, 0, 0x61, 0, 0, 0, 0x1E], new RfbClientMessage.ExtendedKey(true, 0x61, 0x1E)),
        ([255, 1, 0, 0], new RfbClientMessage.Audio(0)),
        ([255, 1, 0, 2, 3, 2, 0, 0, 0xAC, 0x44], new RfbClientMessage.Audio(2)),
    ];

    static readonly byte[] Encodings = [2, 0, 0, 2, 0, 0, 0, 16, 0xFF, 0xFF, 0xFF, 0x11];
    static readonly byte[] Fence = [248, 0, 0, 0, 0x80, 0, 0, 1, 2, 7, 9];

    [Fact]
    public void Each_message_is_read_as_the_specification_has_it()
    {
        foreach (var (bytes, message) in Messages)
            Assert.Equal([message], ReadAll(new ReadOnlySequence<byte>(bytes)));
        Assert.Equal([16, -239], Assert.IsType<RfbClientMessage.SetEncodings>(Assert.Single(ReadAll(new(Encodings)))).Encodings);
        var fence = Assert.IsType<RfbClientMessage.Fence>(Assert.Single(ReadAll(new(Fence))));
        Assert.Equal(0x80000001u, fence.Flags);
        Assert.Equal([7, 9], fence.Payload);
    }

    static readonly byte[] MoreButtons = [2, 0, 0, 1, 0xFF, 0xFF, 0xFE, 0xC4];

    [Fact]
    public void The_back_and_forward_buttons_come_in_a_byte_more_from_a_client_that_knows_them()
    {
        byte[] extended = [5, 0x81, 1, 2, 3, 4, 3];
        var messages = ReadAll(new([.. MoreButtons, .. extended, 5, 1, 0, 9, 0, 8]));
        Assert.Equal(
            [new RfbClientMessage.Pointer(0x181, 0x102, 0x304), new RfbClientMessage.Pointer(1, 9, 8)], messages[1..]);
        // All but the last byte has come: the message has not.
        Assert.Single(ReadAll(new([.. MoreButtons, .. extended[..^1]])));
    }

    [Fact]
    public void The_back_button_is_the_eighth_of_a_client_that_does_not_know_more() =>
        Assert.Equal([new RfbClientMessage.Pointer(0x80, 9, 8)], ReadAll(new([5, 0x80, 0, 9, 0, 8])));

    [Fact]
    public void A_message_that_has_not_wholly_come_is_awaited_at_every_byte()
    {
        foreach (var bytes in Messages.Select(each => each.Bytes).Append(Encodings).Append(Fence))
            for (var length = 0; length < bytes.Length; length++)
            {
                var reader = new RfbClientMessageReader(0);
                var buffer = new ReadOnlySequence<byte>(bytes.AsMemory(0, length));
                var isRead = reader.TryRead(ref buffer, out _);
                // Of a cut text only the length is waited for: what follows is left out as it comes.
                Assert.Equal(bytes[0] == 6 && length >= 8, isRead);
                Assert.Equal(isRead && length < bytes.Length, reader.IsWithinMessage);
            }
    }

    [Fact]
    public void Byte_by_byte_or_in_any_pieces_the_messages_are_the_same()
    {
        var stream = Messages.SelectMany(each => each.Bytes).ToArray();
        var whole = ReadAll(new ReadOnlySequence<byte>(stream));
        Assert.Equal(Messages.Length, whole.Count);
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            var reader = new RfbClientMessageReader(0);
            var messages = new List<RfbClientMessage>();
            var pending = ReadOnlySequence<byte>.Empty;
            for (var at = 0; at < stream.Length;)
            {
                var count = round == 0 ? 1 : Math.Min(random.Next(1, 9), stream.Length - at);
                pending = Join(pending, stream.AsMemory(at, count));
                at += count;
                while (reader.TryRead(ref pending, out var message))
                    messages.Add(message!);
            }
            Assert.Equal(whole, messages);
            Assert.Equal(stream.Length, reader.Offset);
        }
    }

    [Fact]
    public void A_long_cut_text_is_left_out_without_being_held()
    {
        var reader = new RfbClientMessageReader(0);
        ReadOnlySequence<byte> buffer = new([6, 0, 0, 0, 0, 0x10, 0, 0]);
        Assert.True(reader.TryRead(ref buffer, out var message));
        Assert.Equal(new RfbClientMessage.CutText(1 << 20, false), message);
        for (var left = 1 << 20; left > 0; left -= 1 << 16)
        {
            Assert.True(reader.IsWithinMessage);
            buffer = new ReadOnlySequence<byte>(new byte[1 << 16]);
            Assert.False(reader.TryRead(ref buffer, out _));
            Assert.True(buffer.IsEmpty);
        }
        buffer = new ReadOnlySequence<byte>([5, 0, 0, 0, 0, 0]);
        Assert.True(reader.TryRead(ref buffer, out message));
        Assert.IsType<RfbClientMessage.Pointer>(message);
        Assert.Equal(8 + (1 << 20) + 6, reader.Offset);
    }

    [Theory]
    [InlineData("1 is no message type", new byte[] { 1 })]
    [InlineData("252 is no message type", new byte[] { 252 })]
    [InlineData("bits-per-pixel is 24", new byte[] { 0, 0, 0, 0, 24, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0 })]
    [InlineData("red-max is 254", new byte[] { 0, 0, 0, 0, 32, 24, 0, 1, 0, 254, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0 })]
    [InlineData("green-max is 0", new byte[] { 0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 0, 0, 255, 16, 8, 0, 0, 0, 0 })]
    [InlineData("red-shift 200", new byte[] { 0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 200, 8, 0, 0, 0, 0 })]
    [InlineData("red-shift 25", new byte[] { 0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 25, 8, 0, 0, 0, 0 })]
    [InlineData("over another channel", new byte[] { 0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 12, 0, 0, 0, 0 })]
    [InlineData("colour map needs 8", new byte[] { 0, 0, 0, 0, 32, 24, 0, 0, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0 })]
    [InlineData("65535 encodings", new byte[] { 2, 0, 255, 255 })]
    [InlineData("2147483647 bytes", new byte[] { 6, 0, 0, 0, 0x7F, 255, 255, 255 })]
    [InlineData("2147483648 bytes", new byte[] { 6, 0, 0, 0, 0x80, 0, 0, 0 })]
    [InlineData("65 bytes of payload", new byte[] { 248, 0, 0, 0, 0, 0, 0, 0, 65 })]
    [InlineData("7 is no submessage", new byte[] { 255, 7, 0, 0 })]
    [InlineData("3 is no operation", new byte[] { 255, 1, 0, 3 })]
    public void What_no_client_may_send_is_told_with_its_place_and_the_rule(string rule, byte[] bytes)
    {
        var reader = new RfbClientMessageReader(100);
        ReadOnlySequence<byte> buffer = new([.. Messages[2].Bytes, .. bytes]);
        Assert.True(reader.TryRead(ref buffer, out _));
        var violation = Assert.Throws<RfbProtocolException>(() => reader.TryRead(ref buffer, out _));
        Assert.Equal(108, violation.Offset);
        Assert.Contains(rule, violation.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_bytes_come_there_are_messages_or_a_violation_and_nothing_else()
    {
        var random = new Random(17);
        var seeds = Messages.Select(each => each.Bytes).Append(Encodings).Append(Fence).ToArray();
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = seeds[random.Next(seeds.Length)].Concat(seeds[random.Next(seeds.Length)]).ToArray();
            for (var i = random.Next(6); i > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (round % 4 == 0)
                random.NextBytes(bytes);
            try
            {
                ReadAll(new ReadOnlySequence<byte>(bytes.AsMemory(0, random.Next(bytes.Length + 1))));
            }
            catch (RfbProtocolException)
            {
                // As it should be.
            }
        }
    }

    static List<RfbClientMessage> ReadAll(ReadOnlySequence<byte> buffer)
    {
        var reader = new RfbClientMessageReader(0);
        var messages = new List<RfbClientMessage>();
        while (reader.TryRead(ref buffer, out var message))
            messages.Add(message!);
        return messages;
    }

    /// <summary>A sequence of two segments, so that values lie across their border.</summary>
    static ReadOnlySequence<byte> Join(ReadOnlySequence<byte> before, ReadOnlyMemory<byte> next)
    {
        if (before.IsEmpty)
            return new ReadOnlySequence<byte>(next);
        var first = new Segment(before.ToArray(), 0);
        var second = new Segment(next, first.Memory.Length);
        first.Append(second);
        return new ReadOnlySequence<byte>(first, 0, second, next.Length);
    }

    sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public void Append(Segment next) => Next = next;
    }
}
