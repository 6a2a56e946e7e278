using System.Runtime.Versioning;
using Scanout.Pipeline.Devices;
using Scanout.Tests.Pipeline.Devices.Memory;

namespace Scanout.Tests.Pipeline.Devices.Regions;

public sealed class SnapshotTests
{
    const int Request = 328;
    const int Done = 332;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_look_asks_for_a_picture_and_is_ready_once_it_is_there(bool isSealedMemory)
    {
        using var region = new RegionFile(new RegionBytes { Flags = 5 }.Set(Request, 6).Set(Done, 6), isSealedMemory);

        Assert.Equal(LookOutcome.Pending, region.Device.Look().Outcome);
        Assert.Equal(7u, region.Load(Request));
        Assert.Equal(LookOutcome.Pending, region.Device.Look().Outcome);
        Assert.Equal(7u, region.Load(Request));

        region.StoreWord(Done, 7);
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
        Assert.Equal(7u, region.Load(Request));
        Assert.Equal(LookOutcome.Pending, region.Device.Look().Outcome);
        Assert.Equal(8u, region.Load(Request));
    }

    [Fact]
    public void The_counter_may_wrap()
    {
        using var region = new RegionFile(new RegionBytes { Flags = 5 }.Set(Request, uint.MaxValue).Set(Done, uint.MaxValue));
        Assert.Equal(LookOutcome.Pending, region.Device.Look().Outcome);
        Assert.Equal(0u, region.Load(Request));
        region.StoreWord(Done, 0);
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
    }

    [Fact]
    public void An_answer_that_stood_there_before_it_was_asked_for_is_none()
    {
        using var region = new RegionFile(new RegionBytes { Flags = 5 }.Set(Request, 0).Set(Done, 9));
        Assert.Equal(LookOutcome.Pending, region.Device.Look().Outcome);
        Assert.Equal(LookOutcome.Pending, region.Device.Look().Outcome);
    }

    [Fact]
    public void Another_readers_request_is_answered_for_both()
    {
        using var region = new RegionFile(new RegionBytes { Flags = 5 });
        Assert.Equal(LookOutcome.Pending, region.Device.Look().Outcome);
        region.StoreWord(Request, 2);
        region.StoreWord(Done, 1);
        Assert.Equal(LookOutcome.Pending, region.Device.Look().Outcome);
        region.StoreWord(Done, 2);
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
    }

    [Fact]
    public void A_publisher_that_does_not_answer_within_a_second_is_read_as_it_is_and_believed_again_later()
    {
        using var region = new RegionFile(new RegionBytes { Flags = 5 });
        Assert.Equal(LookOutcome.Pending, region.Device.Look().Outcome);
        region.Time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(LookOutcome.Pending, region.Device.Look().Outcome);
        region.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
        Assert.Equal(1u, region.Load(Request));

        region.StoreWord(Done, 1);
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
        Assert.Equal(LookOutcome.Pending, region.Device.Look().Outcome);
        Assert.Equal(2u, region.Load(Request));
    }

    [Fact]
    public void A_publisher_that_began_anew_is_asked_again()
    {
        using var region = new RegionFile(new RegionBytes { Flags = 5 }.Set(Request, 100).Set(Done, 100));
        Assert.Equal(LookOutcome.Pending, region.Device.Look().Outcome);
        region.StoreWord(Request, 0);
        region.StoreWord(Done, 0);
        Assert.Equal(LookOutcome.Pending, region.Device.Look().Outcome);
        Assert.Equal(1u, region.Load(Request));
        region.StoreWord(Done, 1);
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void With_counts_a_picture_is_only_asked_for_when_updates_changed(bool isSealedMemory)
    {
        using var region = new RegionFile(new RegionBytes { Flags = 7 }, isSealedMemory);
        Assert.Equal(LookOutcome.Pending, region.Device.Look().Outcome);
        region.StoreWord(Done, 1);
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
        for (var i = 0; i < 5; i++)
            Assert.Equal(LookOutcome.Unchanged, region.Device.Look().Outcome);
        Assert.Equal(1u, region.Load(Request));

        region.StoreWord(320, 1);
        Assert.Equal(LookOutcome.Pending, region.Device.Look().Outcome);
        Assert.Equal(2u, region.Load(Request));
        region.StoreWord(Done, 2);
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
    }

    [Fact]
    public void A_publisher_that_draws_only_when_asked_is_asked_once_a_second_and_its_idle_picture_is_not_read()
    {
        using var region = new RegionFile(new RegionBytes { Flags = 7 });
        region.Device.Look();
        region.StoreWord(Done, 1);
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);

        region.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(LookOutcome.Unchanged, region.Device.Look().Outcome);
        Assert.Equal(2u, region.Load(Request));
        region.StoreWord(Done, 2);
        Assert.Equal(LookOutcome.Unchanged, region.Device.Look().Outcome);

        region.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(LookOutcome.Unchanged, region.Device.Look().Outcome);
        region.StoreWord(320, 1);
        region.StoreWord(Done, 3);
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
    }

    [Fact]
    public void Where_nobody_may_write_the_picture_is_read_without_asking()
    {
        using var region = new RegionFile(
            new RegionBytes { Flags = 5 }, isMemory: true, seals: MemoryFile.SealShrink | MemoryFile.SealWrite);
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
        Assert.True(region.Device.TryReadRows(0, 48, out _));
        Assert.Equal(0u, region.Load(Request));
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void A_file_opened_without_the_right_to_write_is_read_without_asking()
    {
        using var region = new RegionFile(new RegionBytes { Flags = 5 });
        File.SetUnixFileMode(region.Path, UnixFileMode.UserRead);
        using var device = region.Open();
        // The superuser may write all the same.
        Assert.Equal(Environment.IsPrivilegedProcess ? LookOutcome.Pending : LookOutcome.Ready, device.Look().Outcome);
    }

    [Fact]
    public void A_display_that_is_off_or_refused_is_asked_for_nothing()
    {
        using var region = new RegionFile(new RegionBytes { Flags = 4 });
        Assert.Equal(LookOutcome.Disabled, region.Device.Look().Outcome);
        region.Describe(bytes => bytes.Set(16, 5).Set(144, 0));
        Assert.Equal(LookOutcome.Refused, region.Device.Look().Outcome);
        Assert.Equal(0u, region.Load(Request));
    }
}
