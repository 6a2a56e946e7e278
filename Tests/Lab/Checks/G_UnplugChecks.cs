using System.Diagnostics;
using Scanout.Lab.Devices;
using Scanout.Tests.EndToEnd;
using Scanout.Tests.Support;

namespace Scanout.Lab.Checks;

/// <summary>Devices that are removed while they are watched: an operator's shell hangs until the service has let go.</summary>
[Collection(OwnDevices.Name)]
public sealed class G_UnplugChecks(OwnDevicesService shared)
{
    ScanoutProcess Service => shared.Service;

    [Fact]
    public async Task A_device_that_is_removed_while_it_is_watched_is_let_go_at_once_and_is_back_at_once()
    {
        var uuid = MdevHost.Create("mdpy-vga");
        await using var viewer = await Service.WatchAsync(uuid);
        await viewer.UpdateAsync(isIncremental: false);
        await RemoveAsync(uuid);
        await viewer.UpdateAsync();

        var watch = Stopwatch.StartNew();
        MdevHost.Create("mdpy-vga", uuid);
        await Service.WaitForDisplayAsync(uuid, display => display.State is "live" or "idle", LabService.Second);
        Console.WriteLine($"   back in {watch.Elapsed.TotalMilliseconds:0} ms");
        byte[] picture;
        using (var painter = new HeldDevice(LabCalls.Take(Service.Id, LabService.VfioFdsOf(Service.Id).Single()), isMdpy: true))
            picture = painter.Paint(640, 480, 7);
        await viewer.AssertShowsAsync(640, 480, picture);
        Assert.Equal(1, (await Service.DisplayAsync(uuid)).Viewers);
        await MdevHost.RemoveAsync(uuid);
    }

    [Fact]
    public async Task A_device_without_a_picture_is_removed_and_is_back_just_so()
    {
        var uuid = MdevHost.Create("mbochs-small");
        await Service.WaitForDisplayAsync(uuid, display => display.State == "off", LabService.Patience);
        await RemoveAsync(uuid);
        MdevHost.Create("mbochs-small", uuid);
        await Service.WaitForDisplayAsync(uuid, display => display.State == "off", LabService.Second);
        await MdevHost.RemoveAsync(uuid);
    }

    async Task RemoveAsync(string uuid)
    {
        var watch = Stopwatch.StartNew();
        await MdevHost.RemoveAsync(uuid);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, LabService.Second);
        Console.WriteLine($"   removed in {watch.Elapsed.TotalMilliseconds:0} ms");
        await Service.WaitForDisplayAsync(uuid, display => display.State == "lost", LabService.Second);
    }

    [Fact]
    public async Task A_device_without_a_picture_is_free_for_a_vm_though_the_service_may_open_it()
    {
        var uuid = MdevHost.Create("mbochs-small");
        await Service.WaitForDisplayAsync(uuid, display => display.State == "off", LabService.Patience);
        await using (await HolderProcess.StartAsync("", uuid))
        {
            var refused = await Service.WaitForDisplayAsync(uuid, display => display.State == "refused", LabService.Patience);
            Assert.Contains("in use by a VM", refused.Reason);
        }
        await Service.WaitForDisplayAsync(uuid, display => display.State == "off", LabService.Patience);
        await MdevHost.RemoveAsync(uuid);
    }

    [Fact]
    public async Task A_hundred_plugs_leave_the_descriptors_and_the_native_memory_where_they_were()
    {
        var uuid = Guid.NewGuid().ToString();
        await PlugAsync(uuid, isSeen: true);
        var before = await CountAsync();
        for (var round = 0; round < 100; round++)
        {
            await PlugAsync(uuid, isSeen: round % 5 == 0);
            if (round % 20 == 19)
                Console.WriteLine($"   {round + 1} plugs");
        }
        await Service.WaitForDisplayAsync(uuid, display => display.State == "lost", LabService.Patience);
        const long Slab = 1 << 20;
        (int Descriptors, double Fds, double Bytes) after = default;
        await Wait.UntilAsync(
            async () => (after = await CountAsync()) is var now && now.Descriptors <= before.Descriptors + 2 && now.Fds <= before.Fds
                && now.Bytes <= before.Bytes + 2 * Slab,
            LabService.Patience, () => $"{before} before, {after} after");
    }

    async Task PlugAsync(string uuid, bool isSeen)
    {
        MdevHost.Create("mdpy-vga", uuid);
        if (isSeen)
            await Service.WaitForDisplayAsync(uuid, display => display.State is "live" or "idle", LabService.Patience);
        await MdevHost.RemoveAsync(uuid);
        if (isSeen)
            await Service.WaitForDisplayAsync(uuid, display => display.State == "lost", LabService.Patience);
    }

    async Task<(int Descriptors, double Fds, double Bytes)> CountAsync() =>
        (LabService.DescriptorsOf(Service.Id), await Service.MetricAsync("scanout_device_fds"), await Service.MetricAsync("scanout_native_bytes"));
}
