using Microsoft.Extensions.Time.Testing;
using Scanout.Pipeline.Devices.Vfio;
using Scanout.Pipeline.Devices.Vfio.Qemu;

namespace Scanout.Tests.Pipeline.Devices.Vfio.Qemu;

public sealed class QemuFinderTests : IDisposable
{
    const string One = "11111111-0000-0000-0000-000000000000";
    const string Two = "22222222-0000-0000-0000-000000000000";
    const string Uuid = "fbe43b04-7e1c-4c7e-a8a5-7a6b0d9f8f17";
    const string Function = "0000:65:00.4";

    readonly FakeHost host = new();
    readonly FakeTimeProvider time = new();
    readonly Dictionary<string, string> configured = [];
    readonly Dictionary<int, (PciIds Ids, bool IsDisplay)> ids = [];
    readonly List<int> idsRead = [];
    readonly QemuFinder finder;

    public QemuFinderTests() => finder = new(host.Roots, host.Lookups, time, configured.GetValueOrDefault, (_, fd) =>
    {
        idsRead.Add(fd.Number);
        return ids.TryGetValue(fd.Number, out var read) ? read : null;
    });

    public void Dispose() => host.Dispose();

    [Fact]
    public void A_vms_device_is_found_under_the_vms_name_and_id()
    {
        host.Mdev(One, "7");
        host.Qemu(10, "-name", "guest=vm-17,debug-threads=on", "-uuid", Uuid, "-device", $"vfio-pci,sysfsdev=/sys/bus/mdev/devices/{One}");
        OpenInGroup(10, "7", 23);
        var device = Assert.Single(finder.Find());
        Assert.Equal(("vm-17", One), (device.Name, device.Address));
        Assert.Equal($"qemu 10 1000 23 {One}", device.Key);
        Assert.Equal((Guid.Parse(Uuid), $"mdev {One} of QEMU 10"), (device.Opening.Id, device.Opening.Description));
        Assert.Equal((false, false), (device.Opening.IsExclusive, device.Opening.IsEdidForeign));
        Assert.Equal(device, Assert.Single(finder.Find()));
        Assert.Empty(idsRead);
    }

    [Fact]
    public void The_kernels_word_on_a_descriptor_comes_first()
    {
        host.Mdev(One, "7");
        host.Mdev(Two, "7");
        host.Qemu(10);
        host.Fd(10, 20, "/dev/vfio/7");
        host.Fd(10, 23, FakeHost.GroupDevice, $"pos:\t0\nflags:\t02\nvfio-device-syspath: /sys/devices/virtual/mdpy/mdpy/{Two}\n");
        Assert.Equal(Two, Assert.Single(finder.Find()).Address);
    }

    [Fact]
    public void A_character_device_is_known_by_its_name()
    {
        host.Function(Function, "7", "10de:1eb8", "vfio3");
        host.Qemu(10, "-device", $"vfio-pci,host={Function},display=on");
        host.Fd(10, 23, "/dev/vfio/devices/vfio3");
        host.Fd(10, 24, "/dev/vfio/devices/vfio4");
        time.Advance(TimeSpan.FromMinutes(1));
        var device = Assert.Single(finder.Find());
        Assert.Equal((Function, true), (device.Address, device.Opening.IsEdidForeign));
    }

    [Fact]
    public void Two_devices_of_one_vm_are_told_apart_and_numbered()
    {
        host.Mdev(One, "7");
        host.Mdev(Two, "8");
        host.Qemu(10, "-name", "vm", "-device", $"vfio-pci,sysfsdev=/x/{Two},display=on", "-device", $"vfio-pci,sysfsdev=/x/{One}");
        OpenInGroup(10, "7", 23);
        OpenInGroup(10, "8", 25);
        Assert.Equal([("vm", Two), ("vm-2", One)], Found());
        Assert.Equal([true, false], finder.Find().Select(device => device.Opening.IsEdidForeign));
        Assert.Equal([23, 25], idsRead);
    }

    [Fact]
    public void A_device_keeps_its_name_when_another_goes_and_comes()
    {
        host.Mdev(One, "7");
        host.Mdev(Two, "8");
        host.Qemu(10, "-name", "vm");
        OpenInGroup(10, "7", 23);
        Assert.Equal([("vm", One)], Found());
        OpenInGroup(10, "8", 25);
        Assert.Equal([("vm", One), ("vm-2", Two)], Found());
        host.CloseFd(10, 23);
        host.CloseFd(10, 1023);
        Assert.Equal([("vm-2", Two)], Found());
        OpenInGroup(10, "7", 30);
        Assert.Equal([("vm-2", Two), ("vm", One)], Found());
    }

    [Fact]
    public void Another_device_behind_the_same_number_is_another_find()
    {
        host.Mdev(One, "7");
        host.Mdev(Two, "8");
        host.Qemu(10, "-name", "vm");
        OpenInGroup(10, "7", 23);
        var first = Assert.Single(finder.Find());
        host.CloseFd(10, 1023);
        host.CloseFd(10, 23);
        host.Fd(10, 1023, "/dev/vfio/8");
        host.Fd(10, 23, FakeHost.GroupDevice);
        var second = Assert.Single(finder.Find());
        Assert.Equal((Two, "vm"), (second.Address, second.Name));
        Assert.NotEqual(first.Key, second.Key);
    }

    [Fact]
    public void A_network_card_of_the_vm_is_no_display()
    {
        host.Function(Function, "7", "10de:1eb8");
        host.Pci("0000:17:00.2", "9", "15b3:101e", "mlx5_vfio_pci");
        host.Pci("0000:00:01.0", "9", "8086:1901", "pcieport");
        host.Qemu(10, "-name", "vm", "-device", "vfio-pci,host=17:00.2", "-device", $"vfio-pci,host={Function}");
        OpenInGroup(10, "9", 22);
        OpenInGroup(10, "7", 23);
        (ids[22], ids[23]) = ((new(0x15b3, 0x101e), false), (new(0x10de, 0x1eb8), true));
        Assert.Equal([("vm", Function)], Found());
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([("vm", Function)], Found());
        Assert.Equal([22, 23], idsRead);
    }

    [Fact]
    public void A_vm_with_nothing_but_a_network_card_has_no_display()
    {
        host.Pci("0000:17:00.2", "9", "15b3:101e", "vfio-pci");
        host.Qemu(10);
        OpenInGroup(10, "9", 22);
        Assert.Empty(finder.Find());
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(finder.Find());
    }

    [Fact]
    public void A_mediated_device_is_of_its_parents_vendor()
    {
        host.Pci("0000:65:00.0", null, "10de:1eb8", "nvidia");
        foreach (var (address, group) in new[] { (One, "7"), (Two, "8") })
            host.Mdev(address, group);
        Directory.Delete(host.Path($"sys/bus/mdev/devices/{Two}"));
        Directory.CreateDirectory(host.Path($"sys/devices/pci0000:00/0000:65:00.0/{Two}"));
        File.CreateSymbolicLink(host.Path($"sys/bus/mdev/devices/{Two}"), $"../../../devices/pci0000:00/0000:65:00.0/{Two}");
        host.Qemu(10);
        OpenInGroup(10, "7", 22);
        OpenInGroup(10, "8", 23);
        (ids[22], ids[23]) = ((new(0x10de, 0x1eb8), true), (new(0x1234, 0x1111), true));
        Assert.Equal([("qemu-10", Two), ("qemu-10-2", One)], Found());
    }

    [Fact]
    public void A_device_that_can_not_be_told_is_found_after_some_patience()
    {
        host.Mdev(One, "7");
        host.Mdev(Two, "7");
        host.Qemu(10, "-name", "vm");
        OpenInGroup(10, "7", 23);
        Assert.Empty(finder.Find());
        time.Advance(TimeSpan.FromSeconds(2));
        var device = Assert.Single(finder.Find());
        Assert.Equal(("vm", null, "vfio device of QEMU 10"), (device.Name, device.Address, device.Opening.Description));
        OpenInGroup(10, "7", 24);
        Assert.Equal([device], finder.Find());
        Assert.Equal([23, 24], idsRead);
    }

    [Fact]
    public void A_device_that_sysfs_tells_of_a_little_later_is_found_then()
    {
        host.Qemu(10, "-name", "vm");
        host.Fd(10, 23, "/dev/vfio/devices/vfio3");
        Assert.Empty(finder.Find());
        time.Advance(TimeSpan.FromSeconds(3));
        host.Mdev(One, "7", "vfio3");
        Assert.Equal([("vm", One)], Found());
    }

    [Fact]
    public void A_device_that_is_being_removed_from_the_host_is_found_no_more()
    {
        var entry = host.Mdev(One, "7");
        host.Qemu(10);
        OpenInGroup(10, "7", 23);
        Assert.Single(finder.Find());
        FakeHost.RemoveDevice(entry);
        Assert.Empty(finder.Find());
    }

    [Theory]
    [InlineData("vm", Uuid, "gpu", "gpu")]
    [InlineData("vm", Uuid, null, "vm")]
    [InlineData("a/b", Uuid, "gpu", "gpu")]
    [InlineData(null, Uuid, "gpu", "gpu")]
    [InlineData(null, Uuid, "\n", Uuid)]
    [InlineData(null, Uuid, null, Uuid)]
    [InlineData(null, null, null, "qemu-10")]
    public void A_display_is_called_by_the_first_name_that_there_is(string? guest, string? uuid, string? ofAddress, string expected)
    {
        host.Mdev(One, "7");
        host.Qemu(10, [.. guest is null ? Array.Empty<string>() : ["-name", guest], .. uuid is null ? Array.Empty<string>() : ["-uuid", uuid]]);
        OpenInGroup(10, "7", 23);
        if (ofAddress is not null)
            configured[One] = ofAddress;
        Assert.Equal([(expected, One)], Found());
    }

    [Fact]
    public void Two_vms_of_one_name_have_two()
    {
        foreach (var (pid, group, address, fd) in new[] { (10, "7", One, 23), (11, "8", Two, 24) })
        {
            host.Mdev(address, group);
            host.Qemu(pid, "-name", "vm");
            OpenInGroup(pid, group, fd);
        }
        Assert.Equal([("vm", One), ("qemu-11", Two)], Found());
        host.End(10);
        Assert.Equal([("qemu-11", Two)], Found());
        host.Qemu(12, "-name", "vm");
        OpenInGroup(12, "7", 23);
        Assert.Equal([("qemu-11", Two), ("vm", One)], Found());
    }

    [Fact]
    public void A_vm_that_was_started_anew_is_another_find_of_the_same_name()
    {
        host.Mdev(One, "7");
        host.Qemu(10, "-name", "vm");
        OpenInGroup(10, "7", 23);
        var first = Assert.Single(finder.Find());
        host.End(10);
        host.Process(11, "kvm", ["/usr/bin/kvm", "-name", "vm"], startTicks: 2000);
        OpenInGroup(11, "7", 23);
        var second = Assert.Single(finder.Find());
        Assert.Equal(("vm", "vm"), (first.Name, second.Name));
        Assert.NotEqual(first.Key, second.Key);
    }

    void OpenInGroup(int pid, string group, int fd)
    {
        host.Fd(pid, 1000 + fd, $"/dev/vfio/{group}");
        host.Fd(pid, fd, FakeHost.GroupDevice);
    }

    List<(string Name, string? Address)> Found() => [.. finder.Find().Select(device => (device.Name, device.Address))];
}
