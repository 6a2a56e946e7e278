using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Scanout.Hosting.Cluster;
using Scanout.Hosting.Cluster.Records;
using Scanout.Hosting.Web;

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
    public void A_beat_of_fifty_displays_is_small() => Assert.InRange(
        BeatSeal.Close(new HostBeat(HostBeat.CurrentFormat, 2_000_000_000_000, new string('f', 16), new string('0', 200)), "b", Key).Length, 1, 280);

    [Fact]
    public void A_beat_is_that_hosts_and_signed_by_that_key_whole()
    {
        var beat = new HostBeat(HostBeat.CurrentFormat, 7, new string('f', 16), "0000", IsLeaving: true);
        var bytes = BeatSeal.Close(beat, "b", Key);
        Assert.Equal(beat, BeatSeal.Open(bytes, "b", Key));
        Assert.Null(BeatSeal.Open(bytes, "c", Key));
        Assert.Null(BeatSeal.Open(bytes, "b", ClusterKey.Of("another"u8)));
        Assert.Null(BeatSeal.Open(bytes, "b", ClusterKey.None));
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 1;
            Assert.Null(BeatSeal.Open(changed, "b", Key));
            Assert.Null(BeatSeal.Open(bytes.AsSpan(0, i), "b", Key));
        }
    }

    [Theory]
    [InlineData("""{"v":2,"n":1,"f":"0123456789abcdef","d":""}""", true)]
    [InlineData("""{"v":1,"n":1,"f":"0123456789abcdef","d":""}""", false)]
    [InlineData("""{"v":2,"f":"0123456789abcdef","d":""}""", false)]
    [InlineData("""{"v":2,"n":1,"f":"short","d":""}""", false)]
    [InlineData("""{"v":2,"n":1,"f":"0123456789abcdef"}""", false)]
    [InlineData("""{"v":2,"n":1,"f":"0123456789abcdef","d":null}""", false)]
    [InlineData("""{"v":2,"n":1,"n":2,"f":"0123456789abcdef","d":""}""", false)]
    [InlineData("""{"v":2,"n":1,"f":"0123456789abcdef","d":"","more":1}""", false)]
    [InlineData("null", false), InlineData("[]", false), InlineData("", false)]
    public void A_beat_is_read_strictly(string json, bool isOne) => Assert.Equal(isOne, HostBeat.Read(Encoding.UTF8.GetBytes(json)) is not null);

    [Fact]
    public void A_beat_that_is_too_long_is_none() =>
        Assert.Null(HostBeat.Read(Encoding.UTF8.GetBytes($$"""{"v":2,"n":1,"f":"0123456789abcdef","d":"{{new string('0', 9000)}}"}""")));

    [Fact]
    public void Facts_are_those_that_were_sealed_of_that_host_by_that_key()
    {
        var facts = new HostFacts("b", "http://b:8080", "1.0", [Display with { Name = "<b>vm" }]);
        var (tag, bytes) = FactsSeal.Close(facts, Key);
        var opened = FactsSeal.Open(bytes, "b", Key)!.Value;
        Assert.Equal((tag, "<b>vm"), (opened.Tag, opened.Facts.Displays[0]!.Name));
        Assert.Equal(tag, FactsSeal.Close(facts with { }, Key).Tag);
        Assert.Null(FactsSeal.Open(bytes, "other", Key));
        Assert.Null(FactsSeal.Open(bytes, "b", ClusterKey.Of("another"u8)));
        Assert.Null(FactsSeal.Open(bytes, "b", ClusterKey.None));
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 0x10;
            Assert.Null(FactsSeal.Open(changed, "b", Key));
        }
        Assert.Null(FactsSeal.Open([], "b", Key));
    }

    [Fact]
    public void What_expands_without_end_is_not_expanded()
    {
        using var bomb = new MemoryStream();
        using (var compressed = new BrotliStream(bomb, CompressionLevel.Optimal, leaveOpen: true))
            for (var i = 0; i < 64; i++)
                compressed.Write(new byte[1024 * 1024]);
        Assert.InRange(bomb.Length, 1, 10_000);
        Assert.Null(FactsSeal.Open([.. HMACSHA256.HashData(Key.Facts, bomb.ToArray()), .. bomb.ToArray()], "b", Key));
    }

    [Fact]
    public void Facts_that_break_a_bound_are_none()
    {
        var good = new HostFacts("b", "http://b:8080", "1.0", [Display]);
        Assert.NotNull(Reopen(good));
        foreach (var bad in (HostFacts[])[
            good with { Address = "file:///etc/passwd" }, good with { Address = "http://u:p@b" }, good with { Address = "http://b/path" },
            good with { Version = new string('1', 100) }, good with { Displays = [.. Enumerable.Repeat(Display, HostFacts.MaxDisplays + 1)] }])
            Assert.Null(Reopen(bad));

        static HostFacts? Reopen(HostFacts facts) => FactsSeal.Open(FactsSeal.Close(facts, Key).Bytes, "b", Key)?.Facts;
    }

    [Fact]
    public void A_display_that_breaks_a_bound_is_not_valid()
    {
        Assert.True(Display.IsValid);
        foreach (var bad in (DisplayFacts[])[
            Display with { Name = "../x" }, Display with { Name = "a\nb" }, Display with { Width = -1 }, Display with { Height = 1 << 20 },
            Display with { Reason = new string('r', 2000) }, Display with { VncPort = 5900 },
            Display with { VncAddress = "evil.example", VncPort = 5900 }, Display with { VncAddress = "127.0.0.1", VncPort = 70000 },
            Display with { SpiceAddress = "127.0.0.1" }])
            Assert.False(bad.IsValid);
    }

    [Fact]
    public void What_a_device_says_at_length_is_told_in_part()
    {
        var told = LocalDisplays.ToldOf(new DisplayRecord(
            "vm", "", "failing", new string('r', DisplayFacts.MaxTextLength - 1) + "\U0001F600", new string('d', 5000), 0, 0, "", 0, 0, 0, null, null, false));
        Assert.True(told.Facts.IsValid);
        Assert.Equal((new string('r', DisplayFacts.MaxTextLength - 1), DisplayFacts.MaxTextLength), (told.Facts.Reason, told.Facts.Device.Length));
    }

    [Theory]
    [InlineData("a", true), InlineData("host-1.example_x", true), InlineData("", false), InlineData("-a", false), InlineData("a.", false)]
    [InlineData("a/b", false), InlineData("a\n", false), InlineData("büro", false)]
    public void A_hosts_name_is_plain(string name, bool isValid) => Assert.Equal(isValid, HostName.IsValid(name));
}
