using Scanout.Pipeline.Devices.Vfio;

namespace Scanout.Tests.Pipeline.Devices.Vfio;

public sealed class SysfsFinderTests : IDisposable
{
    readonly SysfsTree tree = new();
    readonly SysfsFinder finder;

    public SysfsFinderTests() =>
        finder = new(tree.Roots, new Dictionary<string, string> { [SysfsTree.OtherUuid.ToUpperInvariant()] = "vm-9" });

    public void Dispose() => tree.Dispose();

    [Fact]
    public void A_device_is_called_by_its_configured_name_or_else_its_address()
    {
        tree.AddMdev(SysfsTree.Uuid);
        tree.AddMdev(SysfsTree.OtherUuid);
        Assert.Equal(
            [(SysfsTree.Uuid, SysfsTree.Uuid), ("vm-9", SysfsTree.OtherUuid)],
            finder.Find().Select(device => (device.Name, device.Address!)));
    }

    [Fact]
    public void The_opening_says_what_it_opens_and_that_nobody_else_can_have_it_meanwhile()
    {
        tree.AddMdev(SysfsTree.Uuid);
        var opening = Assert.Single(finder.Find()).Opening;
        Assert.Equal($"mdev {SysfsTree.Uuid}", opening.Description);
        Assert.Equal(new Guid(SysfsTree.Uuid), opening.Id);
        Assert.True(opening.IsExclusive);
        Assert.False(opening.IsEdidForeign);
    }

    [Fact]
    public void The_same_plugging_is_the_same_device_and_the_next_another()
    {
        tree.AddMdev(SysfsTree.Uuid);
        var first = Assert.Single(finder.Find());
        Assert.Same(first, Assert.Single(finder.Find()));
        tree.RemoveMdev(SysfsTree.Uuid);
        tree.AddMdev(SysfsTree.Uuid);
        Assert.NotEqual(first.Key, Assert.Single(finder.Find()).Key);
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, false)]
    public void The_character_device_is_opened_where_it_and_iommufd_are_there(bool hasNode, bool hasIommufd, bool isByCdev)
    {
        tree.AddFunction(SysfsTree.Function, cdev: "vfio7");
        if (hasNode)
            tree.AddNode("vfio/devices/vfio7");
        if (hasIommufd)
            tree.AddNode("iommu");
        Assert.Equal(isByCdev ? typeof(CdevOpening) : typeof(GroupOpening), Assert.Single(finder.Find()).Opening.GetType());
    }

    [Fact]
    public void A_device_that_is_seen_before_its_driver_was_done_is_had_as_it_is_afterwards()
    {
        tree.AddMdev(SysfsTree.Uuid, group: null);
        var early = Assert.Single(finder.Find());
        SysfsTree.Link(Path.Combine(tree.MdevPath(SysfsTree.Uuid), "iommu_group"), tree.MakeDirectory("sys/kernel/iommu_groups/12"));
        var later = Assert.Single(finder.Find());
        Assert.NotEqual(early.Key, later.Key);
        Assert.NotSame(early.Opening, later.Opening);
    }

    [Fact]
    public void A_host_without_devices_has_none_to_find() => Assert.Empty(finder.Find());
}
