using System.Buffers;
using System.Buffers.Binary;
using Scanout.Codecs.Spice;

namespace Scanout.Tests.Codecs.Spice;

public sealed class ClientMessageTests
{
    /// <summary>Every message that a client may send with a body of one length, byte for byte as the protocol has it.</summary>
    static readonly (SpiceChannel Channel, string Bytes, SpiceClientMessage Message)[] Messages =
    [
        (SpiceChannel.Main, "01 00 04 00 00 00 | 01 00 00 00", new SpiceClientMessage.AckSync(1)),
        (SpiceChannel.Display, "02 00 00 00 00 00", new SpiceClientMessage.Ack()),
        (SpiceChannel.Cursor, "03 00 0c 00 00 00 | 01 00 00 00 | f0 47 f8 33 01 00 00 00", new SpiceClientMessage.Pong(1, 0x133F847F0)),
        (SpiceChannel.Inputs, "04 00 00 00 00 00", new SpiceClientMessage.Migrate(4)),
        (SpiceChannel.Playback, "06 00 0c 00 00 00 | 00*12", new SpiceClientMessage.Disconnecting()),
        (SpiceChannel.Main, "68 00 00 00 00 00", new SpiceClientMessage.AttachChannels()),
        (SpiceChannel.Main, "69 00 02 00 00 00 | 01 00", new SpiceClientMessage.MouseModeRequest(SpiceMouseModes.Server)),
        (SpiceChannel.Main, "6a 00 04 00 00 00 | 0a 00 00 00", new SpiceClientMessage.Agent(106)),
        (SpiceChannel.Main, "6c 00 04 00 00 00 | 0a 00 00 00", new SpiceClientMessage.Agent(108)),
        (SpiceChannel.Display, "65 00 0e 00 00 00 | 01 | 00 00 40 01 00 00 00 00 | 01 | 00 00 30 00",
            new SpiceClientMessage.DisplayInit(1, 20 << 20, 1, 3 << 20)),
        (SpiceChannel.Display,
            "66 00 20 00 00 00 | 31 00 00 00 | 1b 23 16 02 | 70 d7 4e 00 | 24 d8 4e 00 | 05 00 00 00 | 00*4 | 92 01 00 00 | ff ff ff ff",
            new SpiceClientMessage.StreamReport(0x31, 0x0216231B, 0x004ED770, 0x004ED824, 5, 0, 402)),
        (SpiceChannel.Display, "66 00 20 00 00 00 | 00*20 | ff ff ff ff | fe ff ff ff | ff ff ff ff",
            new SpiceClientMessage.StreamReport(0, 0, 0, 0, 0, uint.MaxValue, -2)),
        (SpiceChannel.Display, "67 00 01 00 00 00 | 07", new SpiceClientMessage.PreferredCompression(SpiceCompression.Lz4)),
        (SpiceChannel.Display, "67 00 01 00 00 00 | 01", new SpiceClientMessage.PreferredCompression(SpiceCompression.Off)),
        (SpiceChannel.Display, "68 00 00 00 00 00", new SpiceClientMessage.GlDrawDone()),
        (SpiceChannel.Inputs, "67 00 02 00 00 00 | 02 00", new SpiceClientMessage.KeyModifiers(2)),
        (SpiceChannel.Inputs, "6f 00 0a 00 00 00 | 03 00 00 00 | 02 00 00 00 | 00 00", new SpiceClientMessage.Motion(3, 2, 0)),
        (SpiceChannel.Inputs, "6f 00 0a 00 00 00 | ff ff ff ff | 00 00 00 80 | 11 00", new SpiceClientMessage.Motion(-1, int.MinValue, 17)),
        (SpiceChannel.Inputs, "70 00 0b 00 00 00 | 0a 00 00 00 | 0a 00 00 00 | 00 00 | 00", new SpiceClientMessage.Position(10, 10, 0, 0)),
        (SpiceChannel.Inputs, "71 00 03 00 00 00 | 01 | 01 00", new SpiceClientMessage.Press(1, 1)),
        (SpiceChannel.Inputs, "72 00 03 00 00 00 | 01 | 00 00", new SpiceClientMessage.Release(1, 0)),
    ];

    /// <summary>Those whose bodies have any of some lengths.</summary>
    static readonly (SpiceChannel Channel, string Bytes)[] OfAnyLength =
    [
        (SpiceChannel.Main, "05 00 02 00 00 00 | 01 02"),
        (SpiceChannel.Main, "6b 00 03 00 00 00 | 01 02 03"),
        (SpiceChannel.Main, "c8 00 03 00 00 00 | 01 02 03"),
        (SpiceChannel.Display, "69 00 03 00 00 00 | 02 01 03"),
        (SpiceChannel.Inputs, "65 00 04 00 00 00 | 1e 00 00 00"),
        (SpiceChannel.Inputs, "66 00 04 00 00 00 | 9e 00 00 00"),
        (SpiceChannel.Inputs, "68 00 02 00 00 00 | 1c 9c"),
    ];

    static IEnumerable<(SpiceChannel Channel, byte[] Bytes)> All =>
        Messages.Select(each => (each.Channel, each.Bytes)).Concat(OfAnyLength).Select(each => (each.Channel, Golden.Bytes(each.Bytes)));

    [Fact]
    public void Each_message_is_read_as_the_protocol_has_it()
    {
        foreach (var (channel, text, message) in Messages)
        {
            var bytes = Golden.Bytes(text);
            Assert.Equal([message], Golden.ReadAll(channel, bytes));
            Assert.Equal([message], Golden.ReadAll(channel, WithFullHeader(bytes), isMini: false));
        }
    }

    [Theory]
    [InlineData("65 00 04 00 00 00 | 1e 00 00 00", "1e")]
    [InlineData("66 00 04 00 00 00 | 9e 00 00 00", "9e")]
    [InlineData("65 00 04 00 00 00 | e0 48 00 00", "e0 48")]
    [InlineData("65 00 04 00 00 00 | e1 1d 45 00", "e1 1d 45")]
    [InlineData("65 00 04 00 00 00 | e0 2a e0 37", "e0 2a e0 37")]
    [InlineData("65 00 04 00 00 00 | 00 48 00 00", "")]
    [InlineData("68 00 02 00 00 00 | 1c 9c", "1c 9c")]
    [InlineData("68 00 04 00 00 00 | e0 48 e0 c8", "e0 48 e0 c8")]
    public void Keys_are_the_bytes_of_their_scancodes(string message, string scancodes) =>
        Assert.Equal(
            Golden.Bytes(scancodes),
            Assert.IsType<SpiceClientMessage.Scancodes>(Assert.Single(Golden.ReadAll(SpiceChannel.Inputs, Golden.Bytes(message)))).Bytes);

    [Fact]
    public void The_wanted_codecs_come_in_their_order()
    {
        var message = Assert.Single(Golden.ReadAll(SpiceChannel.Display, Golden.Bytes("69 00 03 00 00 00 | 02 01 03")));
        Assert.Equal([1, 3], Assert.IsType<SpiceClientMessage.PreferredVideoCodecs>(message).Codecs);
        message = Assert.Single(Golden.ReadAll(SpiceChannel.Display, Golden.Bytes("69 00 01 00 00 00 | 00")));
        Assert.Empty(Assert.IsType<SpiceClientMessage.PreferredVideoCodecs>(message).Codecs);
    }

    [Theory]
    [InlineData(SpiceChannel.Main, "c8 00 03 00 00 00 | 01 02 03", 200)]
    [InlineData(SpiceChannel.Main, "00 00 00 00 00 00", 0)]
    [InlineData(SpiceChannel.Main, "6f 00 0a 00 00 00 | 00*10", 111)]
    [InlineData(SpiceChannel.Display, "ff ff 00 00 00 00", 65535)]
    [InlineData(SpiceChannel.Display, "70 00 0b 00 00 00 | 00*11", 112)]
    [InlineData(SpiceChannel.Inputs, "69 00 02 00 00 00 | 01 00", 105)]
    [InlineData(SpiceChannel.Cursor, "65 00 0e 00 00 00 | 00*14", 101)]
    [InlineData(SpiceChannel.Record, "65 00 0e 00 00 00 | 00*14", 101)]
    public void What_a_channel_has_not_is_unknown_whatever_others_have(SpiceChannel channel, string bytes, int type) =>
        Assert.Equal([new SpiceClientMessage.Unknown((ushort)type)], Golden.ReadAll(channel, Golden.Bytes(bytes)));

    [Fact]
    public void A_wish_that_nobody_knows_is_told_as_it_is()
    {
        Assert.Equal(
            [new SpiceClientMessage.PreferredCompression((SpiceCompression)200)],
            Golden.ReadAll(SpiceChannel.Display, Golden.Bytes("67 00 01 00 00 00 | c8")));
        Assert.Equal(
            [new SpiceClientMessage.MouseModeRequest((SpiceMouseModes)0xFFFF)],
            Golden.ReadAll(SpiceChannel.Main, Golden.Bytes("69 00 02 00 00 00 | ff ff")));
        Assert.Equal(
            [new SpiceClientMessage.Press(0, 0xFFFF)], Golden.ReadAll(SpiceChannel.Inputs, Golden.Bytes("71 00 03 00 00 00 | 00 | ff ff")));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void A_migration_is_told_on_any_channel(ushort type)
    {
        foreach (var channel in Enum.GetValues<SpiceChannel>())
            Assert.Equal([new SpiceClientMessage.Migrate(type)], Golden.ReadAll(channel, new byte[] { (byte)type, 0, 0, 0, 0, 0 }));
    }

    [Fact]
    public void A_message_that_has_not_wholly_come_is_awaited_at_every_byte()
    {
        foreach (var (channel, bytes) in All)
            foreach (var isMini in new[] { true, false })
            {
                var whole = isMini ? bytes : WithFullHeader(bytes);
                for (var length = 0; length < whole.Length; length++)
                    Assert.Empty(Golden.ReadAll(channel, whole.AsMemory(0, length), isMini));
                Assert.Single(Golden.ReadAll(channel, whole, isMini));
            }
    }

    [Fact]
    public void Byte_by_byte_or_in_any_pieces_the_messages_are_the_same()
    {
        foreach (var isMini in new[] { true, false })
            foreach (var channel in new[] { SpiceChannel.Main, SpiceChannel.Display, SpiceChannel.Inputs })
            {
                var own = Messages.Where(each => each.Channel == channel).ToArray();
                var stream = own.SelectMany(each => isMini ? Golden.Bytes(each.Bytes) : WithFullHeader(Golden.Bytes(each.Bytes))).ToArray();
                var random = new Random(3);
                for (var round = 0; round < 100; round++)
                {
                    var reader = new SpiceMessageReader(channel, isMini, 50);
                    var messages = new List<SpiceClientMessage>();
                    var pending = ReadOnlySequence<byte>.Empty;
                    for (var at = 0; at < stream.Length;)
                    {
                        var count = round == 0 ? 1 : Math.Min(random.Next(1, 9), stream.Length - at);
                        pending = Join(pending, stream.AsMemory(at, count));
                        at += count;
                        while (reader.TryRead(ref pending, out var message))
                            messages.Add(message!);
                    }
                    Assert.Equal(own.Select(each => each.Message), messages);
                    Assert.Equal(50 + stream.Length, reader.Offset);
                }
            }
    }

    [Fact]
    public void Any_other_size_than_a_messages_own_is_refused_before_its_body_has_come()
    {
        foreach (var (channel, text, _) in Messages)
            foreach (var isMini in new[] { true, false })
            {
                var bytes = Golden.Bytes(text);
                var right = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(2));
                foreach (var wrong in Enumerable.Range(0, 80).Select(size => (uint)size).Append(0x7FFFFFFFu).Append(0xFFFFFFFFu))
                {
                    if (wrong == right)
                        continue;
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(2), wrong);
                    var header = isMini ? bytes[..6] : WithFullHeader(bytes)[..18];
                    var violation = Assert.Throws<SpiceProtocolException>(() => Golden.ReadAll(channel, header, isMini));
                    Assert.Contains("SPICE_MSGC_", violation.Message, StringComparison.Ordinal);
                }
            }
    }

    [Theory]
    [InlineData("SPICE_MSGC_PONG of 13 bytes, more than 12", SpiceChannel.Main, "03 00 0d 00 00 00")]
    [InlineData("SPICE_MSGC_ACK_SYNC of 3 bytes, fewer than 4", SpiceChannel.Cursor, "01 00 03 00 00 00")]
    [InlineData("SPICE_MSGC_MIGRATE_FLUSH_MARK of 1 bytes", SpiceChannel.Display, "04 00 01 00 00 00")]
    [InlineData("SPICE_MSGC_MIGRATE_DATA of 4097 bytes, more than 4096", SpiceChannel.Main, "05 00 01 10 00 00")]
    [InlineData("SPICE_MSGC_MIGRATE_DATA of 65537 bytes, more than 65536", SpiceChannel.Display, "05 00 01 00 01 00")]
    [InlineData("SPICE_MSGC_MAIN_AGENT_DATA of 4097 bytes", SpiceChannel.Main, "6b 00 01 10 00 00")]
    [InlineData("message 200 of 4097 bytes, more than 4096", SpiceChannel.Main, "c8 00 01 10 00 00")]
    [InlineData("message 200 of 4097 bytes, more than 4096", SpiceChannel.Inputs, "c8 00 01 10 00 00")]
    [InlineData("message 200 of 4097 bytes, more than 4096", SpiceChannel.Cursor, "c8 00 01 10 00 00")]
    [InlineData("message 200 of 65537 bytes, more than 65536", SpiceChannel.Display, "c8 00 01 00 01 00")]
    [InlineData("message 200 of 4294967295 bytes", SpiceChannel.Display, "c8 00 ff ff ff ff")]
    [InlineData("SPICE_MSGC_INPUTS_KEY_SCANCODE of 0 bytes, fewer than 1", SpiceChannel.Inputs, "68 00 00 00 00 00")]
    [InlineData("SPICE_MSGC_INPUTS_KEY_SCANCODE of 65 bytes, more than 64", SpiceChannel.Inputs, "68 00 41 00 00 00")]
    [InlineData("PREFERRED_VIDEO_CODEC_TYPE of 0 bytes", SpiceChannel.Display, "69 00 00 00 00 00")]
    [InlineData("PREFERRED_VIDEO_CODEC_TYPE of 257 bytes", SpiceChannel.Display, "69 00 01 01 00 00")]
    [InlineData("CODEC_TYPE of 3 bytes says that it has another length", SpiceChannel.Display, "69 00 03 00 00 00 03 01 02")]
    public void What_no_client_may_send_is_told_with_its_place_and_the_rule(string rule, SpiceChannel channel, string bytes)
    {
        var reader = new SpiceMessageReader(channel, true, 100);
        var buffer = new ReadOnlySequence<byte>([2, 0, 0, 0, 0, 0, .. Golden.Bytes(bytes)]);
        Assert.True(reader.TryRead(ref buffer, out _));
        var violation = Assert.Throws<SpiceProtocolException>(() => reader.TryRead(ref buffer, out _));
        Assert.Equal(106, violation.Offset);
        Assert.Contains(rule, violation.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SpiceChannel.Main, 4096)]
    [InlineData(SpiceChannel.Display, 65536)]
    public void A_message_may_be_as_long_as_its_channel_allows(SpiceChannel channel, int bodyBytes)
    {
        var bytes = new byte[6 + bodyBytes];
        bytes[0] = 200;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(2), bodyBytes);
        Assert.Equal([new SpiceClientMessage.Unknown(200)], Golden.ReadAll(channel, bytes));
    }

    [Fact]
    public void A_full_headers_serial_number_and_sub_messages_are_left_out()
    {
        var bytes = WithFullHeader(Golden.Bytes("71 00 03 00 00 00 | 01 | 01 00"));
        bytes.AsSpan(0, 8).Fill(0xFF);
        bytes.AsSpan(14, 4).Fill(0xFF);
        Assert.Equal([new SpiceClientMessage.Press(1, 1)], Golden.ReadAll(SpiceChannel.Inputs, bytes, isMini: false));
    }

    [Fact]
    public void Whatever_bytes_come_there_are_messages_or_a_violation_and_nothing_else()
    {
        var random = new Random(17);
        var seeds = All.ToArray();
        var channels = Enum.GetValues<SpiceChannel>();
        for (var round = 0; round < 20_000; round++)
        {
            var isMini = random.Next(2) == 0;
            var bytes = Enumerable.Range(0, 3).Select(_ => seeds[random.Next(seeds.Length)].Bytes)
                .SelectMany(each => isMini ? each : WithFullHeader(each)).ToArray();
            for (var i = random.Next(6); i > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (round % 4 == 0)
                random.NextBytes(bytes);
            try
            {
                Golden.ReadAll(channels[random.Next(channels.Length)], bytes.AsMemory(0, random.Next(bytes.Length + 1)), isMini);
            }
            catch (SpiceProtocolException)
            {
                // As it should be.
            }
        }
    }

    /// <summary>The same message after a header of 18 bytes.</summary>
    static byte[] WithFullHeader(byte[] mini) => [1, 0, 0, 0, 0, 0, 0, 0, .. mini[..6], 0, 0, 0, 0, .. mini[6..]];

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
