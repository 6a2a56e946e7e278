using Scanout.Pipeline.Devices.Vfio;

namespace Scanout.Tests.Pipeline.Devices.Vfio;

public sealed class SysfsLifeTests : IDisposable
{
    readonly SysfsTree tree = new();

    public void Dispose() => tree.Dispose();

    [Fact]
    public void A_device_that_is_there_may_be_held()
    {
        tree.AddMdev(SysfsTree.Uuid);
        Assert.Null(Begin().EndReason);
    }

    [Fact]
    public void A_mediated_device_ends_when_its_link_is_gone_though_its_directory_stays()
    {
        tree.AddMdev(SysfsTree.Uuid);
        var life = Begin();
        tree.UnlinkMdev(SysfsTree.Uuid);
        Assert.Equal($"mdev {SysfsTree.Uuid} is being removed", life.EndReason);
    }

    [Fact]
    public void A_virtual_function_ends_when_its_driver_lets_it_go()
    {
        tree.AddFunction(SysfsTree.Function);
        var life = Begin();
        Assert.Null(life.EndReason);
        tree.UnbindFunction(SysfsTree.Function);
        Assert.Equal($"vf {SysfsTree.Function} is being removed", life.EndReason);
    }

    [Fact]
    public void A_device_that_came_back_is_another_and_the_old_one_has_ended_for_good()
    {
        tree.AddMdev(SysfsTree.Uuid);
        var (asked, unasked) = (Begin(), Begin());
        tree.UnlinkMdev(SysfsTree.Uuid);
        var reason = asked.EndReason;
        Assert.NotNull(reason);
        tree.LinkMdev(SysfsTree.Uuid);
        Assert.Equal(reason, asked.EndReason);
        Assert.Null(Begin().EndReason);

        tree.RemoveMdev(SysfsTree.Uuid);
        tree.AddMdev(SysfsTree.Uuid);
        Assert.NotNull(unasked.EndReason);
    }

    [Fact]
    public void A_device_that_was_gone_before_it_was_opened_may_not_be_held()
    {
        tree.AddMdev(SysfsTree.Uuid);
        var entry = Assert.Single(SysfsDevices.List(tree.Roots).All);
        tree.RemoveMdev(SysfsTree.Uuid);
        using var life = new SysfsLife(entry, SysfsLife.IdentityOf(entry));
        Assert.NotNull(life.EndReason);
    }

    [Fact]
    public void To_ask_a_device_that_is_there_allocates_nothing()
    {
        tree.AddFunction(SysfsTree.Function);
        var life = Begin();
        Assert.Null(life.EndReason);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var look = 0; look < 1000; look++)
            _ = life.EndReason;
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    SysfsLife Begin()
    {
        var entry = Assert.Single(SysfsDevices.List(tree.Roots).All);
        return new(entry, SysfsLife.IdentityOf(entry));
    }
}
