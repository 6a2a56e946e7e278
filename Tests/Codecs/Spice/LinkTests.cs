using System.Buffers;
using Scanout.Codecs.Spice;

namespace Scanout.Tests.Codecs.Spice;

public sealed class LinkTests
{
    const string Header = "52 45 44 51  02 00 00 00  02 00 00 00  1a 00 00 00";
    const string Main = "00 00 00 00  01 00  01 00 00 00  01 00 00 00  12 00 00 00  0d 00 00 00  0f 00 00 00";

    [Fact]
    public void A_clients_request_is_read_as_it_was_seen_on_the_wire()
    {
        Assert.Equal(SpiceError.None, SpiceLink.ReadHeader(Golden.Bytes(Header), out var bodyBytes));
        Assert.Equal(26, bodyBytes);
        Assert.Equal(SpiceError.None, SpiceLink.ReadRequest(Golden.Bytes(Main), out var request));
        const SpiceCapabilities Common = SpiceCapabilities.AuthSelection | SpiceCapabilities.AuthSasl | SpiceCapabilities.MiniHeader;
        Assert.Equal(new SpiceLinkRequest(0, SpiceChannel.Main, 0, Common, 0x0F), request);
        Assert.True(((SpiceMainCapabilities)request.ChannelCapabilities).HasFlag(SpiceMainCapabilities.NameAndUuid));
    }

    [Fact]
    public void A_display_channel_tells_its_session_and_what_it_can_decode()
    {
        var body = Golden.Bytes("a7 be f1 c5  02 00  01 00 00 00  01 00 00 00  12 00 00 00  0d 00 00 00  bf 6f 00 00");
        Assert.Equal(SpiceError.None, SpiceLink.ReadRequest(body, out var request));
        Assert.Equal((0xC5F1BEA7, SpiceChannel.Display, (byte)0), (request.ConnectionId, request.Channel, request.ChannelId));
        var capabilities = (SpiceDisplayCapabilities)request.ChannelCapabilities;
        Assert.True(capabilities.HasFlag(SpiceDisplayCapabilities.Lz4 | SpiceDisplayCapabilities.Mjpeg | SpiceDisplayCapabilities.H265));
        Assert.Equal(0x6FBFu, (uint)capabilities);
    }

    [Fact]
    public void Words_without_capabilities_and_those_beyond_the_first_are_left_out()
    {
        Assert.Equal(SpiceError.None, SpiceLink.ReadRequest(Golden.Bytes("00*4 04 01 00*8 12 00 00 00"), out var none));
        Assert.Equal(new SpiceLinkRequest(0, SpiceChannel.Cursor, 1, SpiceCapabilities.None, 0), none);
        // Two words of each kind, two bytes further on.
        var more = Golden.Bytes("00*4 03 00 02 00*3 02 00*3 14 00*3 ee ee 09 00*3 ff*4 01 00*3 ff*4");
        Assert.Equal(SpiceError.None, SpiceLink.ReadRequest(more, out var request));
        Assert.Equal(
            new SpiceLinkRequest(0, SpiceChannel.Inputs, 0, SpiceCapabilities.AuthSelection | SpiceCapabilities.MiniHeader, 1), request);
    }

    [Theory]
    [InlineData(SpiceError.InvalidMagic, "52 45 44 52  02 00 00 00  02 00 00 00  1a 00 00 00")]
    [InlineData(SpiceError.InvalidMagic, "00*16")]
    [InlineData(SpiceError.VersionMismatch, "52 45 44 51  01 00 00 00  02 00 00 00  1a 00 00 00")]
    [InlineData(SpiceError.VersionMismatch, "52 45 44 51  03 00 00 00  02 00 00 00  1a 00 00 00")]
    [InlineData(SpiceError.None, "52 45 44 51  02 00 00 00  63 00 00 00  12 00 00 00")]
    [InlineData(SpiceError.None, "52 45 44 51  02 00 00 00  02 00 00 00  00 10 00 00")]
    [InlineData(SpiceError.InvalidData, "52 45 44 51  02 00 00 00  02 00 00 00  11 00 00 00")]
    [InlineData(SpiceError.InvalidData, "52 45 44 51  02 00 00 00  02 00 00 00  01 10 00 00")]
    [InlineData(SpiceError.InvalidData, "52 45 44 51  02 00 00 00  02 00 00 00  ff ff ff ff")]
    public void A_header_is_answered_with_the_protocols_own_error(SpiceError expected, string header)
    {
        Assert.Equal(expected, SpiceLink.ReadHeader(Golden.Bytes(header), out var bodyBytes));
        Assert.Equal(expected == SpiceError.None, bodyBytes > 0);
    }

    [Theory]
    [InlineData("too short", "00*17")]
    [InlineData("an offset into the request itself", "00*4 01 00 01 00*3 00*4 11 00*3 0d 00*3")]
    [InlineData("an offset beyond the end", "00*4 01 00 01 00*3 00*4 13 00*3 0d 00*3")]
    [InlineData("an offset that overflows", "00*4 01 00 01 00*3 00*4 ff ff ff ff 0d 00*3")]
    [InlineData("an offset beyond the end without words", "00*14 13 00*3")]
    [InlineData("more common words than came", "00*4 01 00 02 00*3 00*4 12 00*3 0d 00*3")]
    [InlineData("more channel words than came", "00*4 01 00 00*4 02 00*3 12 00*3 0d 00*3")]
    [InlineData("65 common words", "00*4 01 00 41 00*3 00*4 12 00*3 00*400")]
    [InlineData("65 channel words", "00*4 01 00 00*4 41 00*3 12 00*3 00*400")]
    [InlineData("counts whose sum overflows", "00*4 01 00 00 00 00 80 00 00 00 80 12 00*3 00*400")]
    [InlineData("counts that overflow as bytes", "00*4 01 00 00 00 00 40 00*4 12 00*3 00*400")]
    public void A_request_that_contradicts_itself_is_answered_with_invalid_data(string what, string body)
    {
        Assert.NotEmpty(what);
        Assert.Equal(SpiceError.InvalidData, SpiceLink.ReadRequest(Golden.Bytes(body), out var request));
        Assert.Equal(default, request);
    }

    [Fact]
    public void A_reply_has_the_key_and_our_capabilities()
    {
        var key = Enumerable.Range(1, SpiceLink.PublicKeyBytes).Select(i => (byte)i).ToArray();
        var common = SpiceCapabilities.AuthSelection | SpiceCapabilities.AuthSpice | SpiceCapabilities.MiniHeader;
        Assert.Equal(
            [
                .. Golden.Bytes("52 45 44 51  02 00 00 00  02 00 00 00  ba 00 00 00  00 00 00 00"), .. key,
                .. Golden.Bytes("01 00 00 00  01 00 00 00  b2 00 00 00  0b 00 00 00  52 10 00 00"),
            ],
            Written(output => SpiceLink.WriteReply(output, key, common, 0x1052)));
        Assert.Equal(
            [
                .. Golden.Bytes("52 45 44 51  02 00 00 00  02 00 00 00  b6 00 00 00  00 00 00 00"), .. key,
                .. Golden.Bytes("01 00 00 00  00 00 00 00  b2 00 00 00  0b 00 00 00"),
            ],
            Written(output => SpiceLink.WriteReply(output, key, common, null)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Written(output => SpiceLink.WriteReply(output, key.AsSpan(1), common, null)));
    }

    [Fact]
    public void An_error_is_a_reply_of_zeros_but_for_its_number() =>
        Assert.Equal(
            Golden.Bytes("52 45 44 51  02 00 00 00  02 00 00 00  b2 00 00 00  05 00 00 00  00*174"),
            Written(output => SpiceLink.WriteError(output, SpiceError.NeedSecured)));

    [Fact]
    public void A_result_is_one_number()
    {
        Assert.Equal([0, 0, 0, 0], Written(output => SpiceLink.WriteResult(output, SpiceError.None)));
        Assert.Equal([7, 0, 0, 0], Written(output => SpiceLink.WriteResult(output, SpiceError.PermissionDenied)));
        Assert.Equal(9u, (uint)SpiceError.ChannelNotAvailable);
    }

    [Fact]
    public void Whatever_bytes_come_there_is_a_request_or_an_error()
    {
        var random = new Random(6);
        for (var round = 0; round < 20_000; round++)
        {
            var header = Golden.Bytes(Header);
            var body = Golden.Bytes(Main);
            for (var i = random.Next(4); i > 0; i--)
                (header[random.Next(header.Length)], body[random.Next(body.Length)]) = ((byte)random.Next(256), (byte)random.Next(256));
            if (SpiceLink.ReadHeader(header, out var bodyBytes) == SpiceError.None)
                Assert.InRange(bodyBytes, 18, SpiceLink.MaxBodyBytes);
            SpiceLink.ReadRequest(body.AsSpan(0, random.Next(body.Length + 1)), out _);
        }
    }

    static byte[] Written(Action<IBufferWriter<byte>> write)
    {
        // Dirty memory, so that nothing is taken for zero that was not written.
        var output = new ArrayBufferWriter<byte>(512);
        output.GetSpan(512).Fill(0xEE);
        write(output);
        return output.WrittenSpan.ToArray();
    }
}
