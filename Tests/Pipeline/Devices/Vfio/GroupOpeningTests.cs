using System.Runtime.InteropServices;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Memory;
using Scanout.Pipeline.Devices.Vfio;
using Scanout.Tests.Pipeline.Devices.Memory;

namespace Scanout.Tests.Pipeline.Devices.Vfio;

[Collection(NativeCountsCollection.Name)]
public sealed class GroupOpeningTests : IDisposable
{
    readonly SysfsTree tree = new();
    readonly RecordedNodes nodes;
    readonly List<FakeLife> lives = [];
    readonly long fds = NativeCounts.DeviceFds;

    public GroupOpeningTests() => nodes = new(tree.Roots);

    public void Dispose()
    {
        Assert.Equal(fds, NativeCounts.DeviceFds);
        Assert.All(lives, life => Assert.True(life.IsDisposed));
        tree.Dispose();
    }

    [Fact]
    public void The_exchange_is_the_one_of_the_kernels_documentation()
    {
        using var handle = Opening().Open();
        Assert.Equal(
            [
                "open vfio/vfio",
                "vfio/vfio 3B64 0",
                "vfio/vfio 3B65 3",
                "open vfio/12",
                "vfio/12 3B67 0800000000000000",
                "vfio/12 3B68 vfio/vfio",
                "vfio/vfio 3B66 3",
                $"vfio/12 3B6A {SysfsTree.Uuid}$",
            ],
            nodes.Calls);
        Assert.Equal(fds + 3, NativeCounts.DeviceFds);
        Assert.Equal(Libc.FD_CLOEXEC, Libc.Fcntl(handle.Device, GetDescriptorFlags, 0));
        Assert.Same(lives[^1], handle.Life);
        Assert.False(lives[^1].IsDisposed);
    }

    [Theory]
    [InlineData(0, "vfio/vfio can't be opened")]
    [InlineData(1, "the VFIO container does not tell its version")]
    [InlineData(3, "vfio/12 can't be opened")]
    [InlineData(4, "the IOMMU group 12 does not tell its state")]
    [InlineData(5, "the IOMMU group 12 takes no container")]
    [InlineData(6, "the VFIO container takes no IOMMU")]
    [InlineData(7, "mdev 11111111-2222-3333-4444-555555555555 can't be opened")]
    public void Each_step_may_fail_with_a_sentence_and_the_systems_words_and_leaves_nothing_open(int call, string sentence)
    {
        var message = Refusal(call, Libc.EIO);
        Assert.Contains($"{sentence}: {Marshal.GetPInvokeErrorMessage(Libc.EIO)}", message, StringComparison.Ordinal);
        Assert.Equal(call + 1, nodes.Calls.Count);
    }

    [Theory]
    [InlineData(0, Libc.ENOENT, "the VFIO container is not there", "modprobe vfio")]
    [InlineData(0, Libc.ENODEV, "the VFIO container is not there", "modprobe vfio")]
    [InlineData(0, Libc.EACCES, "no permission to open", "give its user the node")]
    [InlineData(2, Libc.EINVAL, "no IOMMU of type 1", "modprobe vfio_iommu_type1")]
    [InlineData(3, Libc.ENOENT, "is not there", "modprobe vfio_mdev")]
    [InlineData(3, Libc.EACCES, "no permission to open", "vfio/12")]
    [InlineData(3, Libc.EPERM, "no permission to open", "DeviceAllow=")]
    [InlineData(3, Libc.EBUSY, "is in use by another program", "")]
    [InlineData(6, Libc.EPERM, "does not remap interrupts", "allow_unsafe_interrupts=1")]
    [InlineData(7, Libc.ESRCH, "only be had while a VM has it", "scanout.discovery.qemu = on")]
    [InlineData(7, Libc.ENODEV, "is being removed", "")]
    public void Where_there_is_a_remedy_it_is_told(int call, int errno, string sentence, string remedy)
    {
        var message = Refusal(call, errno);
        Assert.Contains(sentence, message, StringComparison.Ordinal);
        Assert.Contains(remedy, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_container_of_another_version_or_without_type_1_is_not_used()
    {
        nodes.ApiVersion = 1;
        Assert.Contains("version 1", Refusal(), StringComparison.Ordinal);
        (nodes.ApiVersion, nodes.HasType1) = (0, 0);
        Assert.Contains("modprobe vfio_iommu_type1", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_of_which_another_driver_has_a_device_is_not_viable()
    {
        nodes.GroupFlags = 0;
        Assert.Contains($"the IOMMU group 12 of mdev {SysfsTree.Uuid} is not viable", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_without_an_iommu_is_not_opened_and_that_is_told()
    {
        tree.AddNode("vfio/noiommu-12");
        Assert.Contains("noiommu", Refusal(3, Libc.ENOENT), StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_without_a_group_is_not_tried()
    {
        Assert.Contains("has no IOMMU group", Refusal(group: null), StringComparison.Ordinal);
        Assert.Empty(nodes.Calls);
    }

    [Fact]
    public void A_device_that_is_being_removed_is_not_opened_once_more()
    {
        var opening = new GroupOpening(tree.Roots, Entry("12"), () => NewLife("it is being removed"), nodes);
        Assert.Equal("it is being removed", Assert.Throws<DeviceException>(opening.Open).Message);
        Assert.Empty(nodes.Calls);
    }

    [Fact]
    public void A_qemu_that_holds_the_group_is_named_with_the_way_to_watch_it_there()
    {
        tree.AddProcess(4711, "qemu-system-x86", "/dev/null", "/dev/vfio/1", "/dev/vfio/vfio", "/dev/vfio/12");
        var message = Refusal(3, Libc.EBUSY);
        Assert.Contains($"the IOMMU group of mdev {SysfsTree.Uuid} is in use by a VM (QEMU 4711)", message, StringComparison.Ordinal);
        Assert.Contains("set scanout.discovery.qemu = on", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_other_program_that_holds_the_group_is_only_named()
    {
        tree.AddProcess(17, "crosvm\u001b[2J", "/dev/vfio/12");
        var message = Refusal(3, Libc.EBUSY);
        Assert.EndsWith("is in use by crosvm[2J (17)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_service_itself_may_be_who_holds_the_group()
    {
        tree.AddProcess(Environment.ProcessId, "scanout", "/dev/vfio/12");
        Assert.Contains("this service itself", Refusal(3, Libc.EBUSY), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_holds_the_group_is_looked_for_anew_once_it_is_another()
    {
        tree.AddProcess(17, "first", "/dev/vfio/12");
        var opening = Opening();
        Assert.Contains("first (17)", Refusal(3, Libc.EBUSY, opening), StringComparison.Ordinal);
        Assert.Contains("first (17)", Refusal(3, Libc.EBUSY, opening), StringComparison.Ordinal);
        tree.RemoveProcess(17);
        Assert.Contains("another program", Refusal(3, Libc.EBUSY, opening), StringComparison.Ordinal);
        tree.AddProcess(18, "second", "/dev/vfio/12");
        Assert.Contains("second (18)", Refusal(3, Libc.EBUSY, opening), StringComparison.Ordinal);
    }

    const int GetDescriptorFlags = 1;

    string Refusal(int call, int errno, GroupOpening? opening = null)
    {
        nodes.Calls.Clear();
        nodes.Failure = (call, errno);
        return Assert.Throws<DeviceException>((opening ?? Opening()).Open).Message;
    }

    string Refusal(string? group = "12") => Assert.Throws<DeviceException>(Opening(group).Open).Message;

    GroupOpening Opening(string? group = "12") => new(tree.Roots, Entry(group), () => NewLife(null), nodes);

    FakeLife NewLife(string? endReason)
    {
        lives.Add(new() { EndReason = endReason });
        return lives[^1];
    }

    static VfioDeviceEntry Entry(string? group) =>
        new(VfioDeviceKind.Mdev, SysfsTree.Uuid, $"/sys/bus/mdev/devices/{SysfsTree.Uuid}", group, Cdev: null);
}
