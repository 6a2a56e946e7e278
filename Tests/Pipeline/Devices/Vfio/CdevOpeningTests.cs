using System.Runtime.InteropServices;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Memory;
using Scanout.Pipeline.Devices.Vfio;
using Scanout.Tests.Pipeline.Devices.Memory;

namespace Scanout.Tests.Pipeline.Devices.Vfio;

[Collection(NativeCountsCollection.Name)]
public sealed class CdevOpeningTests : IDisposable
{
    readonly SysfsTree tree = new();
    readonly RecordedNodes nodes;
    readonly FakeLife life = new();
    readonly long fds = NativeCounts.DeviceFds;

    public CdevOpeningTests() => nodes = new(tree.Roots);

    public void Dispose()
    {
        Assert.Equal(fds, NativeCounts.DeviceFds);
        tree.Dispose();
    }

    [Fact]
    public void The_exchange_binds_the_device_to_an_iommufd()
    {
        using var handle = Opening().Open();
        Assert.Equal(
            ["open iommu", "open vfio/devices/vfio7", "vfio/devices/vfio7 3B76 1000000000000000 iommu 00000000"], nodes.Calls);
        Assert.Equal(fds + 2, NativeCounts.DeviceFds);
        Assert.Same(life, handle.Life);
    }

    [Theory]
    [InlineData(0, "iommu can't be opened")]
    [InlineData(1, "vfio/devices/vfio7 can't be opened")]
    [InlineData(2, "vf 0000:65:00.4 can't be opened")]
    public void Each_step_may_fail_with_a_sentence_and_the_systems_words_and_leaves_nothing_open(int call, string sentence)
    {
        var message = Refusal(call, Libc.EIO);
        Assert.Contains($"{sentence}: {Marshal.GetPInvokeErrorMessage(Libc.EIO)}", message, StringComparison.Ordinal);
        Assert.Equal(call + 1, nodes.Calls.Count);
    }

    [Theory]
    [InlineData(0, Libc.ENOENT, "iommufd is not there", "modprobe iommufd")]
    [InlineData(0, Libc.EACCES, "no permission to open", "iommu")]
    [InlineData(1, Libc.EACCES, "no permission to open", "vfio/devices/vfio7")]
    [InlineData(1, Libc.EPERM, "no permission to open", "DeviceAllow=")]
    [InlineData(1, Libc.ENOENT, "vf 0000:65:00.4 is not there", "see that a VFIO driver has the device")]
    [InlineData(2, Libc.EINVAL, "vf 0000:65:00.4 is in use by another program", "")]
    [InlineData(2, Libc.EBUSY, "vf 0000:65:00.4 is in use by another program", "")]
    [InlineData(2, Libc.ESRCH, "only be had while a VM has it", "scanout.discovery.qemu = on")]
    [InlineData(2, Libc.ENODEV, "is being removed", "")]
    public void Where_there_is_a_remedy_it_is_told(int call, int errno, string sentence, string remedy)
    {
        var message = Refusal(call, errno);
        Assert.Contains(sentence, message, StringComparison.Ordinal);
        Assert.Contains(remedy, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Libc.EINVAL, "/dev/vfio/devices/vfio7")]
    [InlineData(Libc.EBUSY, "/dev/vfio/40")]
    public void A_qemu_that_holds_the_device_either_way_is_named(int errno, string node)
    {
        tree.AddProcess(12, "other", "/dev/vfio/devices/vfio70", "/dev/vfio/4", "/dev/vfio/devices/vfio7x");
        tree.AddProcess(4711, "qemu-system-x86", node);
        Assert.Contains("is in use by a VM (QEMU 4711); set scanout.discovery.qemu = on", Refusal(2, errno), StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_is_being_removed_is_not_opened_once_more()
    {
        life.EndReason = "it is being removed";
        Assert.Equal("it is being removed", Assert.Throws<DeviceException>(Opening().Open).Message);
        Assert.Empty(nodes.Calls);
    }

    string Refusal(int call, int errno)
    {
        nodes.Failure = (call, errno);
        return Assert.Throws<DeviceException>(Opening().Open).Message;
    }

    CdevOpening Opening() => new(
        tree.Roots,
        new(VfioDeviceKind.VirtualFunction, SysfsTree.Function, $"/sys/bus/pci/devices/{SysfsTree.Function}", "40", "vfio7"),
        () => life, nodes);
}
