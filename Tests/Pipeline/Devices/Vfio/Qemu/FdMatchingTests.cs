using Scanout.Pipeline.Devices.Vfio;
using Scanout.Pipeline.Devices.Vfio.Qemu;

namespace Scanout.Tests.Pipeline.Devices.Vfio.Qemu;

public sealed class FdMatchingTests
{
    static readonly PciIds Nvidia = new(0x10de, 0x1eb8);
    static readonly PciIds NvidiaParent = new(0x10de, null);
    static readonly PciIds Intel = new(0x8086, 0x3e98);
    static readonly PciIds Nic = new(0x15b3, 0x101e);

    [Fact]
    public void One_descriptor_and_one_device_belong_together_whatever_is_known_of_them() =>
        Assert.Equal("7=a", Match([(7, null)], [("a", null)]));

    [Fact]
    public void No_descriptor_and_no_device_are_no_match()
    {
        Assert.Equal("", Match([], [("a", null)]));
        Assert.Equal("", Match([(7, null)], []));
    }

    [Fact]
    public void Ids_tell_devices_apart()
    {
        Assert.Equal("7=i 9=n", Match([(7, Intel), (9, Nvidia)], [("n", Nvidia), ("i", Intel)]));
        Assert.Equal("7=i 9=n", Match([(7, Intel), (9, Nvidia)], [("n", Nvidia), ("i", Intel)], "n", "i"));
    }

    [Fact]
    public void A_vendor_is_enough() =>
        Assert.Equal("7=nic 9=vgpu", Match([(7, Nic), (9, Nvidia)], [("vgpu", NvidiaParent), ("nic", Nic)], "vgpu", "nic"));

    [Fact]
    public void What_one_device_is_not_the_other_must_be() =>
        Assert.Equal("7=a 9=b", Match([(7, Intel), (9, null)], [("a", Intel), ("b", null)]));

    [Fact]
    public void Ids_that_fit_nothing_are_no_match() => Assert.Equal("9=b", Match([(7, Nic), (9, Intel)], [("a", Nvidia), ("b", Intel)]));

    [Fact]
    public void Twins_are_taken_in_the_order_of_the_command_line() =>
        Assert.Equal("7=b 9=a", Match([(9, Nvidia), (7, Nvidia)], [("a", NvidiaParent), ("b", NvidiaParent)], "b", "a"));

    [Fact]
    public void Devices_of_which_sysfs_knows_no_ids_are_taken_in_that_order_too() =>
        Assert.Equal("7=b 9=a", Match([(7, Intel), (9, Nvidia)], [("a", null), ("b", null)], "b", "a"));

    [Fact]
    public void A_twin_that_was_plugged_later_comes_after_those_of_the_command_line() =>
        Assert.Equal("7=z 9=a", Match([(7, Nvidia), (9, Nvidia)], [("a", NvidiaParent), ("z", NvidiaParent)], "z"));

    [Fact]
    public void Twins_besides_another_device_are_taken_in_order() =>
        Assert.Equal(
            "5=nic 7=b 9=a",
            Match([(5, Nic), (7, Nvidia), (9, Nvidia)], [("a", NvidiaParent), ("b", NvidiaParent), ("nic", Nic)], "b", "nic", "a"));

    [Fact]
    public void Of_a_groups_devices_those_of_the_command_line_are_meant()
    {
        Assert.Equal("7=b", Match([(7, null)], [("a", null), ("b", null), ("c", null)], "b"));
        Assert.Equal("7=c 9=b", Match([(7, null), (9, null)], [("a", null), ("b", null), ("c", null)], "c", "b"));
    }

    [Fact]
    public void Which_of_several_a_descriptor_is_is_not_guessed()
    {
        Assert.Equal("", Match([(7, null)], [("a", null), ("b", null)]));
        Assert.Equal("", Match([(7, Nvidia)], [("a", NvidiaParent), ("b", NvidiaParent)], "a", "b"));
        Assert.Equal("", Match([(7, null), (9, null)], [("a", null)]));
        Assert.Equal("5=i", Match([(5, Intel), (7, Nvidia)], [("a", NvidiaParent), ("b", NvidiaParent), ("i", Intel)], "a", "b", "i"));
    }

    [Fact]
    public void Addresses_of_the_command_line_that_are_gone_or_twice_do_not_matter() =>
        Assert.Equal("7=b 9=a", Match([(7, Nvidia), (9, Nvidia)], [("a", null), ("b", null)], "gone", "b", "b", "a"));

    static string Match((int Number, PciIds? Ids)[] fds, (string Address, PciIds? Ids)[] candidates, params string[] configured)
    {
        var matched = FdMatching.Match(
            [.. fds.Select(fd => new MatchFd(fd.Number, fd.Ids))],
            [.. candidates.Select(device => new MatchCandidate(device.Address, device.Ids))], configured);
        return string.Join(' ', matched.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}"));
    }
}
