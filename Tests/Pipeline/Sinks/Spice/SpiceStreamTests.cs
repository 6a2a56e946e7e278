using System.Buffers;
using System.Buffers.Binary;
using Microsoft.Extensions.Time.Testing;
using Scanout.Codecs.Spice;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks.Spice;

namespace Scanout.Tests.Pipeline.Sinks.Spice;

public sealed class SpiceStreamTests
{
    const SpiceDisplayCapabilities Usual = SpiceDisplayCapabilities.Mjpeg | SpiceDisplayCapabilities.StreamReport;

    static readonly PixelRectangle Area = new(64, 128, 640, 384);

    readonly FakeTimeProvider time = new();
    readonly ArrayBufferWriter<byte> output = new();
    readonly SpiceMessageWriter writer;
    readonly SpiceClock clock;
    readonly SpiceStream stream;

    public SpiceStreamTests()
    {
        (writer, clock) = (new SpiceMessageWriter(output, isMini: true), new SpiceClock(time));
        stream = new SpiceStream(clock, Usual, time);
        Pass(1000);
    }

    [Fact]
    public void A_stream_is_made_shows_pictures_and_ends_and_tells_what_is_to_be_painted_again()
    {
        Assert.False(Follow(default, out var left));
        Assert.True(left.IsEmpty);
        Assert.Equal("", Written());

        Assert.True(Follow(Area, out left));
        Assert.True(left.IsEmpty);
        Assert.Equal(Area, stream.Area);
        Assert.Equal(
            "7a0033000000" + "00000000" + "00000000" + "0101" + "0000000000000000" + "8002000080010000" + "8002000080010000"
            + "8000000040000000" + "00020000c0020000" + "00"
            + "3f0110000000" + "00000000" + "01000000" + "08000000" + "e8030000", Written());

        stream.WriteFrame(writer, [0xFF, 0xD8, 0xFF]);
        Assert.Equal("7b000f000000" + "00000000" + Hex(clock.Now) + "03000000" + "ffd8ff", Written());
        Assert.True(Follow(Area, out left));
        Assert.Equal("", Written());

        Assert.False(Follow(default, out left));
        Assert.Equal(Area, left);
        Assert.Equal("7d0004000000" + "00000000", Written());
        Assert.False(stream.IsOpen);
        Assert.Throws<InvalidOperationException>(() => stream.WriteFrame(writer, [1]));
    }

    [Fact]
    public void One_that_goes_elsewhere_leaves_what_it_showed_and_one_that_grows_leaves_nothing()
    {
        Follow(Area, out _);
        Assert.True(Follow(Area with { Width = 704 }, out var left));
        Assert.True(left.IsEmpty);
        Assert.True(Follow(Area with { X = 128 }, out left));
        Assert.Equal(Area with { Width = 704 }, left);
        Assert.Equal(["122", "319", "125", "122", "319", "125", "122", "319"], Types());
        stream.Close(writer);
        stream.Close(writer);
        Assert.Equal(["125"], Types());
        Assert.True(Follow(Area, out left));
        Assert.True(left.IsEmpty);
    }

    [Fact]
    public void A_client_without_reports_is_asked_for_none_and_one_without_mjpeg_has_no_stream()
    {
        var silent = new SpiceStream(clock, SpiceDisplayCapabilities.Mjpeg, time);
        Assert.True(Follow(silent, Area));
        Assert.Equal(["122"], Types());
        silent.Take(Report(unique: 0, frames: 0, drops: uint.MaxValue));
        Assert.True(Follow(silent, Area));
        var none = new SpiceStream(clock, SpiceDisplayCapabilities.StreamReport | SpiceDisplayCapabilities.Vp8, time);
        Assert.False(Follow(none, Area));
        Assert.Equal("", Written());
    }

    [Fact]
    public void A_client_that_can_not_decode_has_no_stream_any_more()
    {
        Follow(Area, out _);
        stream.Take(Report(unique: 2, frames: 0, drops: uint.MaxValue));
        Assert.True(Follow(Area, out _));
        stream.Take(Report(unique: 1, frames: 0, drops: uint.MaxValue));
        Assert.False(Follow(Area, out var left));
        Assert.Equal(Area, left);
        Pass(3_600_000);
        Assert.False(Follow(Area, out left));
        Assert.True(left.IsEmpty);
    }

    [Fact]
    public void Reports_of_another_stream_are_not_listened_to_and_its_own_raise_the_latency()
    {
        Follow(Area, out _);
        Follow(Area with { X = 0 }, out _);
        stream.Take(Report(unique: 1, delay: -40));
        stream.Take(Report(unique: 2, delay: -40) with { Stream = 1 });
        Assert.False(clock.TakeNews(out _));
        stream.Take(Report(unique: 2, delay: -40));
        Assert.True(clock.TakeNews(out _));
        Assert.Equal(120, clock.Latency.TotalMilliseconds);
    }

    [Fact]
    public void A_client_that_shows_nothing_at_the_greatest_latency_is_spared_streams_for_a_while()
    {
        Follow(Area, out _);
        for (var second = 0; second < 5; second++)
        {
            Assert.True(Follow(Area, out _));
            stream.Take(Report(unique: 1, drops: 8, delay: -700));
            Pass(1000);
        }
        Assert.Equal(SpiceClock.MaxLatency, clock.Latency);
        Assert.False(Follow(Area, out var left));
        Assert.Equal(Area, left);
        Pass(30_000);
        Assert.True(Follow(Area, out _));
    }

    /// <summary>Whether the stream is open then, and what it showed and shows no longer.</summary>
    bool Follow(PixelRectangle area, out PixelRectangle left)
    {
        var before = stream.Area;
        var isOpen = Follow(stream, area);
        left = before.Intersect(stream.Area) == before ? default : before;
        return isOpen;
    }

    bool Follow(SpiceStream followed, PixelRectangle area)
    {
        followed.Follow(writer, area);
        return followed.IsOpen;
    }

    SpiceClientMessage.StreamReport Report(uint unique, uint frames = 8, uint drops = 0, int delay = 50) =>
        new(0, unique, clock.Now, clock.Now, frames, drops, delay);

    void Pass(int milliseconds) => time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    static string Hex(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Convert.ToHexStringLower(bytes);
    }

    string Written()
    {
        var written = Convert.ToHexStringLower(output.WrittenSpan);
        output.ResetWrittenCount();
        return written;
    }

    /// <summary>Of the messages that were written, by their mini headers.</summary>
    List<string> Types()
    {
        var types = new List<string>();
        for (var at = 0; at < output.WrittenCount; at += 6 + BinaryPrimitives.ReadInt32LittleEndian(output.WrittenSpan[(at + 2)..]))
            types.Add($"{BinaryPrimitives.ReadUInt16LittleEndian(output.WrittenSpan[at..])}");
        output.ResetWrittenCount();
        return types;
    }
}
