using Scanout.Pipeline.Devices.Vfio;

namespace Scanout.Tests.Pipeline.Devices.Vfio;

public sealed class SysfsDevicesTests : IDisposable
{
    readonly SysfsTree tree = new();

    public void Dispose() => tree.Dispose();

    [Fact]
    public void A_mediated_device_has_its_group_from_its_link()
    {
        tree.AddMdev(SysfsTree.Uuid, group: "12");
        var entry = Assert.Single(List().All);
        Assert.Equal(
            new VfioDeviceEntry(VfioDeviceKind.Mdev, SysfsTree.Uuid, tree.MdevPath(SysfsTree.Uuid), IommuGroup: "12", Cdev: null), entry);
        Assert.Equal((new Guid(SysfsTree.Uuid), $"mdev {SysfsTree.Uuid}"), (entry.Id, entry.Description));
    }

    [Fact]
    public void Newer_kernels_show_its_character_device_too()
    {
        tree.AddMdev(SysfsTree.Uuid, cdev: "vfio3");
        Assert.Equal("vfio3", Assert.Single(List().All).Cdev);
    }

    [Fact]
    public void A_mediated_device_without_a_group_is_one_all_the_same()
    {
        tree.AddMdev(SysfsTree.Uuid, group: null);
        Assert.Null(Assert.Single(List().All).IommuGroup);
    }

    [Fact]
    public void An_upper_case_uuid_becomes_a_lower_case_address()
    {
        const string Name = "ABCDEF01-2345-6789-ABCD-EF0123456789";
        tree.AddMdev(Name);
        var entry = Assert.Single(List().All);
        Assert.Equal(("abcdef01-2345-6789-abcd-ef0123456789", tree.MdevPath(Name)), (entry.Address, entry.SysfsPath));
    }

    [Fact]
    public void A_virtual_function_of_a_gpu_that_a_vfio_driver_has_is_one()
    {
        tree.AddFunction(SysfsTree.Function, group: "40", cdev: "vfio7");
        var entry = Assert.Single(List().All);
        Assert.Equal(
            new VfioDeviceEntry(
                VfioDeviceKind.VirtualFunction, SysfsTree.Function, tree.FunctionPath(SysfsTree.Function), IommuGroup: "40", Cdev: "vfio7"),
            entry);
        Assert.Equal((Guid.Empty, $"vf {SysfsTree.Function}"), (entry.Id, entry.Description));
    }

    [Theory]
    [InlineData("0x030000")]
    [InlineData("0x030200")]
    [InlineData("0x038000")]
    public void Every_class_of_display_controller_counts(string classCode)
    {
        tree.AddFunction(SysfsTree.Function, classCode: classCode);
        Assert.Single(List().All);
    }

    [Fact]
    public void A_virtual_function_of_nvidia_is_one_like_any_other()
    {
        tree.AddFunction(SysfsTree.Function, classCode: "0x030200", driver: "nvidia");
        var vendor = Directory.CreateDirectory(Path.Combine(tree.FunctionPath(SysfsTree.Function), "nvidia")).FullName;
        File.WriteAllText(Path.Combine(vendor, "current_vgpu_type"), "1145\n");
        Assert.Single(List().All);
    }

    [Fact]
    public void Network_cards_whole_gpus_and_functions_without_a_vfio_driver_are_none()
    {
        tree.AddFunction("0000:65:00.4", driver: "i915", cdev: null);
        tree.AddFunction("0000:65:00.5", driver: null, cdev: null);
        tree.AddFunction("0000:17:02.0", physical: "0000:17:00.0", classCode: "0x020000", cdev: "vfio1");
        tree.AddFunction("0000:b3:00.0", physical: null, cdev: "vfio2");
        Assert.Empty(List().All);
    }

    [Fact]
    public void A_device_on_its_way_out_is_none()
    {
        tree.AddMdev(SysfsTree.Uuid);
        tree.AddFunction(SysfsTree.Function);
        tree.UnlinkMdev(SysfsTree.Uuid);
        tree.UnbindFunction(SysfsTree.Function);
        Assert.Empty(List().All);
    }

    [Fact]
    public void Devices_are_looked_up_by_group_by_character_device_and_by_address()
    {
        tree.AddMdev(SysfsTree.Uuid, group: "12", cdev: "vfio0");
        tree.AddMdev(SysfsTree.OtherUuid, group: "12", cdev: "vfio1");
        tree.AddFunction(SysfsTree.Function, group: "40", cdev: "vfio7");
        var devices = List();
        Assert.Equal([SysfsTree.Uuid, SysfsTree.OtherUuid, SysfsTree.Function], devices.All.Select(entry => entry.Address));

        Assert.Equal([SysfsTree.Uuid, SysfsTree.OtherUuid], devices.FindByGroup("12").Select(entry => entry.Address));
        Assert.Empty(devices.FindByGroup("1"));
        Assert.Equal(SysfsTree.OtherUuid, devices.FindByCdev("vfio1")?.Address);
        Assert.Null(devices.FindByCdev("vfio"));
        Assert.Equal("vfio7", devices.FindByAddress(SysfsTree.Function)?.Cdev);
        Assert.Equal("vfio0", devices.FindByAddress($"/sys/bus/mdev/devices/{SysfsTree.Uuid}/")?.Cdev);
        Assert.Null(devices.FindByAddress("0000:65:00.5"));
        Assert.Null(devices.FindByAddress(""));
    }

    [Fact]
    public void An_address_is_found_in_letters_of_either_case()
    {
        tree.AddMdev("abcdef01-2345-6789-abcd-ef0123456789");
        Assert.NotNull(List().FindByAddress("ABCDEF01-2345-6789-ABCD-EF0123456789"));
    }

    [Fact]
    public void A_host_without_any_of_it_has_no_devices() => Assert.Empty(List().All);

    [Fact]
    public void Whatever_the_trees_look_like_what_makes_no_sense_is_left_out()
    {
        tree.AddMdev(SysfsTree.Uuid);
        tree.AddMdev("not-a-uuid");
        tree.AddMdev("{11111111-2222-3333-4444-555555555556}");
        tree.MakeDirectory("sys/bus/mdev/devices/11111111-2222-3333-4444-000000000001");
        File.WriteAllText(tree.MdevPath("11111111-2222-3333-4444-000000000002"), "");
        SysfsTree.Link(tree.MdevPath("11111111-2222-3333-4444-000000000003"), "/nowhere");
        var loop = tree.MdevPath("11111111-2222-3333-4444-000000000004");
        Directory.CreateSymbolicLink(loop, loop);
        tree.AddMdev("11111111-2222-3333-4444-000000000005", group: null, driver: null);
        File.WriteAllText(Path.Combine(tree.MdevPath("11111111-2222-3333-4444-000000000005"), "driver"), "");

        tree.AddFunction("0000:65:00.4", classCode: "");
        tree.AddFunction("0000:65:00.5", cdev: "vfio");
        tree.AddFunction("0000:65:00.6", cdev: "vfio1x");
        File.Delete(Path.Combine(tree.FunctionPath("0000:65:00.6"), "class"));
        Directory.CreateDirectory(Path.Combine(tree.FunctionPath("0000:65:00.6"), "class"));
        tree.AddFunction("0000:65:00.7", cdev: null);
        File.WriteAllText(Path.Combine(tree.FunctionPath("0000:65:00.7"), "vfio-dev"), "");
        Assert.Equal(SysfsTree.Uuid, Assert.Single(List().All).Address);
    }

    [Theory]
    [InlineData("mdev")]
    [InlineData("pci")]
    public void A_bus_that_can_not_be_listed_has_no_devices(string bus)
    {
        tree.MakeDirectory($"sys/bus/{bus}");
        var devices = Path.Combine(tree.Roots.Sys, "bus", bus, "devices");
        File.WriteAllText(devices, "");
        Assert.Empty(List().All);
        File.Delete(devices);
        Directory.CreateSymbolicLink(devices, devices);
        Assert.Empty(List().All);
    }

    [Fact]
    public async Task Devices_may_come_and_go_while_they_are_listed()
    {
        var plugging = Task.Run(() =>
        {
            for (var round = 0; round < 300; round++)
            {
                tree.AddMdev(SysfsTree.Uuid, cdev: "vfio0");
                tree.RemoveMdev(SysfsTree.Uuid);
            }
        });
        while (!plugging.IsCompleted)
            Assert.All(List().All, entry => Assert.Equal(SysfsTree.Uuid, entry.Address));
        await plugging;
        Assert.Empty(List().All);
    }

    SysfsDevices List() => SysfsDevices.List(tree.Roots);
}
