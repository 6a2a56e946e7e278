using System.Buffers;
using Scanout.Codecs.Rfb;

namespace Scanout.Tests.Codecs.Rfb;

public sealed class HandshakeTests
{
    [Theory]
    [InlineData("RFB 003.003\n", RfbVersion.V33)]
    [InlineData("RFB 003.005\n", RfbVersion.V33)]
    [InlineData("RFB 003.007\n", RfbVersion.V37)]
    [InlineData("RFB 003.008\n", RfbVersion.V38)]
    [InlineData("RFB 003.889\n", RfbVersion.V38)]
    [InlineData("RFB 004.001\n", RfbVersion.V38)]
    public void Versions_are_understood_as_the_nearest_that_there_is(string text, RfbVersion version) =>
        Assert.Equal(version, RfbHandshake.ReadVersion(System.Text.Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData("RFB 003.008 "), InlineData("GET / HTTP/1"), InlineData("RFB 0a3.008\n"), InlineData("RFB 002.009\n"), InlineData("rfb 003.008\n")]
    public void What_is_no_version_is_refused(string text) =>
        Assert.Throws<RfbProtocolException>(() => RfbHandshake.ReadVersion(System.Text.Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData("", "0000000000000000", "8CA64DE9C1B123A7")]
    [InlineData("COW", "0000000000000000", null)]
    public void Every_password_makes_a_key_of_DES_a_weak_one_too(string password, string challenge, string? known)
    {
        var bytes = Convert.FromHexString(challenge + challenge);
        var response = new byte[16];
        VncAuthentication.Respond(password, bytes, response);
        Assert.Equal(response[..8], response[8..]);
        if (known is not null)
            Assert.Equal(known, Convert.ToHexString(response[..8]));
        Assert.True(VncAuthentication.Verify(password, bytes, response));
        response[15] ^= 1;
        Assert.False(VncAuthentication.Verify(password, bytes, response));
    }

    [Fact]
    public void A_password_counts_with_its_first_eight_bytes()
    {
        var (one, other, challenge) = (new byte[16], new byte[16], Enumerable.Range(0, 16).Select(i => (byte)i).ToArray());
        VncAuthentication.Respond("12345678", challenge, one);
        VncAuthentication.Respond("123456789", challenge, other);
        Assert.Equal(one, other);
        VncAuthentication.Respond("1234567", challenge, other);
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void Server_messages_are_as_the_specification_has_them()
    {
        Assert.Equal(
            [4, 0, 3, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0, 0, 0, 0, 3, (byte)'v', 0xC3, 0xA4],
            Written(output => RfbServerMessages.WriteServerInit(output, 1024, 768, "vä")));
        Assert.Equal([0, 0, 0, 7], Written(output => RfbServerMessages.WriteUpdateHeader(output, 7)));
        Assert.Equal(
            [0, 1, 0, 2, 0, 3, 0, 4, 0, 0, 0, 1, 0, 5, 0, 6], Written(output => RfbServerMessages.WriteCopyRect(output, 1, 2, 3, 4, 5, 6)));
        Assert.Equal(
            [0, 0, 0, 0, 2, 0, 1, 0, 0xFF, 0xFF, 0xFF, 0x21], Written(output => RfbPseudoRectangles.WriteDesktopSize(output, 512, 256)));
        Assert.Equal(
            [0, 1, 0, 1, 2, 0, 1, 0, 0xFF, 0xFF, 0xFE, 0xCC, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0, 0, 0, 0, 0],
            Written(output => RfbPseudoRectangles.WriteExtendedDesktopSize(
                output, RfbResizeReason.ThisClient, RfbResizeStatus.Prohibited, 512, 256)));
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x20], Written(RfbPseudoRectangles.WriteLastRect));
        Assert.Equal(
            [0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFE, 0xCD, 0, 0, 0, 2, (byte)'v', (byte)'m'],
            Written(output => RfbPseudoRectangles.WriteDesktopName(output, "vm")));
        Assert.Equal(
            [0, 1, 0, 0, 0, 2, 0, 1, 0xFF, 0xFF, 0xFF, 0x11, 1, 2, 3, 255, 4, 5, 6, 0, 0b1000_0000],
            Written(output => RfbPseudoRectangles.WriteCursor(
                output, new ClientPixels(RfbPixelFormat.Bgrx8888), 1, 0, 2, 1, [1, 2, 3, 255, 4, 5, 6, 0])));
        Assert.Equal([248, 0, 0, 0, 0x80, 0, 0, 1, 2, 7, 9], Written(output => RfbServerMessages.WriteFence(output, 0x80000001, [7, 9])));
        Assert.Throws<ArgumentOutOfRangeException>(() => Written(output => RfbServerMessages.WriteFence(output, 0, new byte[65])));
        Assert.Equal([150], Written(RfbServerMessages.WriteEndOfContinuousUpdates));
        Assert.Equal(
            [0, 1, 0, 0, 0, 2, 0, 1, 0xFF, 0xFF, 0xFE, 0xC6, 0, 0, 0, 0, 3, 2, 1, 255, 100, 50, 0, 128],
            Written(output => RfbCursorRectangles.WriteWithAlpha(output, 1, 0, 2, 1, [1, 2, 3, 255, 0, 100, 200, 128])));
        Assert.Equal(
            [0, 1, 0, 0, 0, 3, 0, 1, 0xFF, 0xFF, 0xFF, 0x10, 250, 251, 252, 3, 2, 1, 0b0100_0000, 0b1100_0000],
            Written(output => RfbCursorRectangles.WriteTwoColours(output, 1, 0, 3, 1, [1, 2, 3, 255, 252, 251, 250, 255, 9, 9, 9, 0])));
        Assert.Equal(
            [0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x10],
            Written(output => RfbCursorRectangles.WriteTwoColours(output, 0, 0, 0, 0, [])));
        var map = Written(RfbServerMessages.WriteColourMap);
        Assert.Equal([1, 0, 0, 0, 1, 0], map[..6]);
        Assert.Equal(6 + 256 * 6, map.Length);
        Assert.Equal([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], map[^6..]);
        Assert.Equal([2, 19, 2], Written(output => RfbHandshake.WriteSecurityTypes(output, [RfbSecurity.VeNCrypt, RfbSecurity.VncAuthentication])));
        Assert.Equal([0, 0, 0, 1], Written(output => RfbHandshake.WriteSecurityDecided(output, RfbSecurity.None)));
        Assert.Equal([0, 0, 0, 0, 2, (byte)'n', (byte)'o'], Written(output => RfbHandshake.WriteNoSecurity(output, RfbVersion.V38, "no")));
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 2, (byte)'n', (byte)'o'], Written(output => RfbHandshake.WriteNoSecurity(output, RfbVersion.V33, "no")));
        Assert.Equal(
            [0, 2, 0, 0, 1, 6, 0, 0, 1, 4], Written(output => VeNCrypt.WriteSubtypes(output, [RfbSubtype.X509Plain, RfbSubtype.X509None])));
        Assert.Equal([0, 0, 0, 1], Written(output => RfbHandshake.WriteRefused(output, RfbVersion.V37, "no")));
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 2, (byte)'n', (byte)'o'], Written(output => RfbHandshake.WriteRefused(output, RfbVersion.V38, "no")));
    }

    static byte[] Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }
}
