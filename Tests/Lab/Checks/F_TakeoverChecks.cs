using System.Diagnostics;
using Scanout.Lab.Devices;
using Scanout.Tests.EndToEnd;
using Scanout.Tests.Support;

namespace Scanout.Lab.Checks;

/// <summary>Devices that a running VM has: taken as duplicates of its descriptors, and let go with it.</summary>
[Collection(VirtualMachines.Name)]
public sealed class F_TakeoverChecks(VirtualMachinesService shared)
{
    readonly ScanoutProcess service = shared.Service;

    [Fact]
    public async Task A_running_vm_is_found_by_its_name_and_uuid()
    {
        await using var vm = await VirtualMachine.StartAsync("mdpy-xga");
        var picture = await vm.Holder.PaintAsync(1024, 768, 1);
        await using var viewer = await service.WatchAsync(vm.Name);
        await viewer.AssertShowsAsync(1024, 768, picture);
        Assert.Equal(vm.Uuid, (await service.DisplayAsync(vm.Name)).Id);
        await viewer.AssertShowsAsync(1024, 768, await vm.Holder.PaintAsync(1024, 768, 2));
    }

    [Fact]
    public async Task A_vm_that_is_started_later_is_found_and_so_is_each_of_its_devices()
    {
        await using var vm = await VirtualMachine.StartAsync("mdpy-vga", "mbochs-small");
        await vm.Holder.MustAsync("mode 1 800x480");
        var one = await vm.Holder.PaintAsync(640, 480, 1, device: 0);
        var two = await vm.Holder.PaintAsync(800, 480, 2, device: 1);
        await using var first = await service.WatchAsync(vm.Name);
        await using var second = await service.WatchAsync($"{vm.Name}-2");
        await first.AssertShowsAsync(640, 480, one);
        await second.AssertShowsAsync(800, 480, two);
    }

    [Theory]
    [InlineData("mdpy-xga", 1024, 768)]
    [InlineData("mbochs-small", 1024, 768)]
    public async Task A_vm_that_is_killed_can_be_started_again_within_a_second_and_its_viewers_stay(string type, int width, int height)
    {
        await using var vm = await VirtualMachine.StartAsync(type);
        if (type.StartsWith("mbochs", StringComparison.Ordinal))
            await vm.Holder.MustAsync($"mode 0 {width}x{height}");
        var picture = await vm.Holder.PaintAsync(width, height, 1);
        await using var viewer = await service.WatchAsync(vm.Name);
        await viewer.AssertShowsAsync(width, height, picture);
        var port = (await service.DisplayAsync(vm.Name)).Vnc!.Port;

        await vm.Holder.KillAsync();
        var watch = Stopwatch.StartNew();
        await Wait.UntilAsync(() => CanBeOpened(vm.Devices[0]), LabService.Second, () => "the group is still busy");
        Console.WriteLine($"   released {watch.Elapsed.TotalMilliseconds:0} ms after the end of the VM");
        await service.WaitForDisplayAsync(vm.Name, display => display.State == "lost", LabService.Second);
        await viewer.UpdateAsync();

        await vm.RestartAsync();
        if (type.StartsWith("mbochs", StringComparison.Ordinal))
            await vm.Holder.MustAsync($"mode 0 {width}x{height}");
        await viewer.AssertShowsAsync(width, height, await vm.Holder.PaintAsync(width, height, 2));
        Assert.Equal(port, (await service.DisplayAsync(vm.Name)).Vnc!.Port);
        Assert.Equal(1, (await service.DisplayAsync(vm.Name)).Viewers);
    }

    [Fact]
    public async Task A_device_that_a_vm_still_has_is_let_go_by_the_service_when_it_is_removed()
    {
        await using var vm = await VirtualMachine.StartAsync("mbochs-small");
        await vm.Holder.ShowAsync(640, 480, 1);
        await service.WaitForPictureAsync(vm.Name);
        var removing = MdevHost.RemoveAsync(vm.Devices[0]);
        await service.WaitForDisplayAsync(vm.Name, display => display.State == "lost", LabService.Second);
        await Wait.UntilAsync(() => LabService.VfioFdsOf(service.Id).Length == 0, LabService.Second, () => "the service still has it");
        await vm.Holder.DoAsync("off 0");
        await vm.Holder.KillAsync();
        await removing;
    }

    [Fact]
    public async Task Two_capabilities_are_all_that_a_service_of_another_user_needs()
    {
        await using var vm = await VirtualMachine.StartAsync(user: 1000, "mdpy-vga");
        var picture = await vm.Holder.PaintAsync(640, 480, 1);
        await using var other = await ServeAsUserAsync("+sys_ptrace,+dac_read_search");
        await using var viewer = await other.WatchAsync(vm.Name);
        await viewer.AssertShowsAsync(640, 480, picture);
    }

    [Fact]
    public async Task A_service_without_them_says_which_they_are()
    {
        await using var vm = await VirtualMachine.StartAsync(user: 1000, "mdpy-vga");
        await using var other = await ServeAsUserAsync("-all");
        await Wait.UntilAsync(
            () => other.Errors.Any(line => line.Contains("CAP_SYS_PTRACE", StringComparison.Ordinal)), LabService.Patience,
            () => string.Join('\n', other.Errors));
        Assert.Empty(await other.DisplaysAsync());
    }

    /// <summary>Without a right to the nodes of /dev/vfio, as another user than the VM's.</summary>
    static async Task<ScanoutProcess> ServeAsUserAsync(string capabilities)
    {
        var program = ScanoutProcess.Program;
        var started = Path.Combine(Path.GetTempPath(), "scanout-as-user");
        await File.WriteAllTextAsync(started,
            $"#!/bin/sh\nchmod 644 \"$3\"\nexec /t/bin/setpriv --reuid=2000 --regid=2000 --clear-groups --inh-caps={capabilities} --ambient-caps={capabilities} {program} \"$@\"\n");
        LabCalls.SetMode(started, 0x1ED);
        try
        {
            ScanoutProcess.Program = started;
            return await LabService.ServeAsync("qemu");
        }
        finally
        {
            ScanoutProcess.Program = program;
        }
    }

    static bool CanBeOpened(string device)
    {
        try
        {
            new HeldDevice(device).Dispose();
            return true;
        }
        catch (LabCallException)
        {
            return false;
        }
    }
}
