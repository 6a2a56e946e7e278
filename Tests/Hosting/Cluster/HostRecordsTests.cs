using System.IO.Compression;
using System.Text;
using Scanout.Hosting.Cluster.Records;

namespace Scanout.Tests.Hosting.Cluster;

/// <summary>What hosts tell of themselves, as bytes.</summary>
public sealed class HostRecordsTests
{
    static readonly ClusterKey Key = ClusterKey.Of("a secret that hosts share"u8);

    static readonly DisplayFacts Display = new("vm", "", "demo", 640, 480, "XR24");

    [Fact]
    public void Numbers_are_four_digits_a_display_to_the_nearest_step()
    {
        DisplayNumbers[] told = [new("live", 29.2, 3, true, "lively"), new("failing", 0, 1000, false, ""), new("idle", 0.2, 0, true, "text")];
        var text = NumberDigits.Write(told);
        Assert.Equal(12, text.Length);
        Assert.Equal([new("live", 30, 3, true, "lively"), new("failing", 0, 61, false, ""), new("idle", 0.25, 0, true, "text")], NumberDigits.Read(text)!);
        Assert.Equal(text, NumberDigits.Write(NumberDigits.Read(text)!));
    }

    [Theory]
    [InlineData("000"), InlineData("z000"), InlineData("0z00"), InlineData("000z"), InlineData("0-00"), InlineData("00000")]
    public void What_is_no_number_is_none(string text) => Assert.Null(NumberDigits.Read(text));

    [Fact]
    public void A_beat_of_fifty_displays_is_small() =>
        Assert.InRange(new HostBeat(1, new string('i', 32), 1_000_000, new string('f', 16), new string('0', 200)).ToBytes().Length, 1, 310);

    [Theory]
    [InlineData("""{"v":1,"i":"x","n":1,"f":"0123456789abcdef","d":""}""", true)]
    [InlineData("""{"v":2,"i":"x","n":1,"f":"0123456789abcdef","d":""}""", false)]
    [InlineData("""{"v":1,"i":"","n":1,"f":"0123456789abcdef","d":""}""", false)]
    [InlineData("""{"v":1,"i":"x","n":1,"f":"short","d":""}""", false)]
    [InlineData("""{"v":1,"i":"x","n":1,"f":"0123456789abcdef"}""", false)]
    [InlineData("""{"v":1,"i":"x","n":1,"f":"0123456789abcdef","d":null}""", false)]
    [InlineData("""{"v":1,"i":"x","n":1,"n":2,"f":"0123456789abcdef","d":""}""", false)]
    [InlineData("""{"v":1,"i":"x","n":1,"f":"0123456789abcdef","d":"","more":1}""", false)]
    [InlineData("null", false), InlineData("[]", false), InlineData("", false)]
    public void A_beat_is_read_strictly(string json, bool isOne) => Assert.Equal(isOne, HostBeat.Read(Encoding.UTF8.GetBytes(json)) is not null);

    [Fact]
    public void A_beat_that_is_too_long_is_none() =>
        Assert.Null(HostBeat.Read(Encoding.UTF8.GetBytes($$"""{"v":1,"i":"x","n":1,"f":"0123456789abcdef","d":"{{new string('0', 9000)}}"}""")));

    [Fact]
    public void Facts_are_those_that_were_sealed_of_that_host_by_that_key()
    {
        var facts = new HostFacts("b", "http://b:8080", "1.0", [Display with { Name = "<b>vm" }]);
        var (tag, bytes) = FactsSeal.Close(facts, Key);
        var opened = FactsSeal.Open(bytes, "b", Key)!.Value;
        Assert.Equal((tag, "<b>vm"), (opened.Tag, opened.Facts.Displays[0].Name));
        Assert.Equal(tag, FactsSeal.Close(facts with { }, Key).Tag);
        Assert.Null(FactsSeal.Open(bytes, "other", Key));
        Assert.Null(FactsSeal.Open(bytes, "b", ClusterKey.Of("another"u8)));
        Assert.Null(FactsSeal.Open(bytes, "b", ClusterKey.None));
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 0x10;
            // A bit that the compression leaves out may be any.
            Assert.True(FactsSeal.Open(changed, "b", Key) is not { } other || other.Tag == tag);
        }
        Assert.Null(FactsSeal.Open([], "b", Key));
    }

    [Fact]
    public void What_expands_without_end_is_not_expanded()
    {
        using var bomb = new MemoryStream();
        bomb.Write(new byte[32]);
        using (var compressed = new BrotliStream(bomb, CompressionLevel.Optimal, leaveOpen: true))
            for (var i = 0; i < 64; i++)
                compressed.Write(new byte[1024 * 1024]);
        Assert.InRange(bomb.Length, 1, 10_000);
        Assert.Null(FactsSeal.Open(bomb.ToArray(), "b", Key));
    }

    [Fact]
    public void Facts_that_break_a_bound_are_none()
    {
        var good = new HostFacts("b", "http://b:8080", "1.0", [Display]);
        Assert.NotNull(Reopen(good));
        foreach (var bad in (HostFacts[])[
            good with { Address = "file:///etc/passwd" }, good with { Address = "http://u:p@b" }, good with { Address = "http://b/path" },
            good with { Version = new string('1', 100) }, With(Display with { Name = "../x" }), With(Display with { Name = "a\nb" }),
            With(Display with { Width = -1 }), With(Display with { Height = 1 << 20 }), With(Display with { Reason = new string('r', 2000) }),
            With(Display with { VncPort = 5900 }), With(Display with { VncAddress = "evil.example", VncPort = 5900 }),
            With(Display with { VncAddress = "127.0.0.1", VncPort = 70000 }), With(Display with { SpiceAddress = "127.0.0.1" }),
            good with { Displays = [.. Enumerable.Repeat(Display, HostFacts.MaxDisplays + 1)] }])
            Assert.Null(Reopen(bad));

        HostFacts With(DisplayFacts display) => good with { Displays = [display] };
        static HostFacts? Reopen(HostFacts facts) => FactsSeal.Open(FactsSeal.Close(facts, Key).Bytes, "b", Key)?.Facts;
    }

    [Theory]
    [InlineData("a", true), InlineData("host-1.example_x", true), InlineData("", false), InlineData("-a", false), InlineData("a.", false)]
    [InlineData("a/b", false), InlineData("a\n", false), InlineData("büro", false)]
    public void A_hosts_name_is_plain(string name, bool isValid) => Assert.Equal(isValid, HostName.IsValid(name));
}
