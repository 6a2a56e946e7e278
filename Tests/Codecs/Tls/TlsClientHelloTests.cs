using Scanout.Codecs.Tls;

namespace Scanout.Tests.Codecs.Tls;

public sealed class TlsClientHelloTests
{
    static readonly byte[] ServerName = [0, 0, 0, 3, 1, 2, 3];

    [Theory]
    [InlineData("", true), InlineData("0304", false), InlineData("03040303", true), InlineData("0A0A03030302", true)]
    [InlineData("0A0A0304", false)]
    public void The_versions_that_are_listed_count_and_without_a_list_it_is_an_old_client(string versions, bool hasTls12)
    {
        var list = Convert.FromHexString(versions);
        byte[] extension = list.Length == 0 ? [] : [0, 43, 0, (byte)(list.Length + 1), (byte)list.Length, .. list];
        Assert.Equal(hasTls12, TlsClientHello.OffersTls12(Hello([.. ServerName, .. extension])));
    }

    [Fact]
    public void A_client_without_extensions_is_an_old_one() => Assert.True(TlsClientHello.OffersTls12(Hello(null)));

    [Fact]
    public void What_is_cut_or_something_else_is_none()
    {
        var hello = Hello([.. ServerName, 0, 43, 0, 3, 2, 3, 4]);
        var withoutExtensions = Hello(null).Length;
        for (var length = 0; length < hello.Length; length++)
            Assert.Equal(length == withoutExtensions ? true : null, TlsClientHello.OffersTls12(hello.AsSpan(0, length)));
        hello[5] = 2;
        Assert.Null(TlsClientHello.OffersTls12(hello));
    }

    [Fact]
    public void Nothing_that_comes_breaks_it()
    {
        var (random, hello) = (new Random(7), Hello([.. ServerName, 0, 43, 0, 3, 2, 3, 4]));
        for (var round = 0; round < 20_000; round++)
        {
            var broken = hello.ToArray();
            for (var i = 0; i < 3; i++)
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            TlsClientHello.OffersTls12(broken);
        }
    }

    [Theory]
    [InlineData("1603010200", 512), InlineData("1603034000", 16384), InlineData("1603034001", 0)]
    [InlineData("1703030010", 0), InlineData("4745542020", 0)]
    public void A_records_header_tells_its_length(string header, int bytes) =>
        Assert.Equal(bytes, TlsClientHello.RecordBytes(Convert.FromHexString(header)));

    /// <summary>A session's id of 2 bytes, two cipher suites, one compression.</summary>
    static byte[] Hello(byte[]? extensions) =>
    [
        22, 3, 1, 0, 0, 1, 0, 0, 0, 3, 3, .. new byte[32], 2, 9, 9, 0, 4, 0x13, 1, 0xC0, 0x2F, 1, 0,
        .. extensions is null ? [] : (byte[])[0, (byte)extensions.Length, .. extensions],
    ];
}
