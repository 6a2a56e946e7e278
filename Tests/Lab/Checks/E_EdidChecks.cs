using Scanout.Codecs.Edid;
using Scanout.Tests.EndToEnd;
using Scanout.Tests.Support;

namespace Scanout.Lab.Checks;

/// <summary>A viewer's wish for another size becomes the monitor that the guest believes to have.</summary>
[Collection(VirtualMachines.Name)]
public sealed class E_EdidChecks(VirtualMachinesService shared)
{
    readonly ScanoutProcess service = shared.Service;

    [Fact]
    public async Task A_wish_reaches_the_guest_as_an_edid_and_the_guests_new_mode_reaches_the_viewer()
    {
        await using var vm = await VirtualMachine.StartAsync("mbochs-medium");
        await vm.Holder.ShowAsync(640, 480, 1);
        await using var viewer = await service.WatchAsync(vm.Name, asksForSizes: true);

        await viewer.AskForSizeAsync(1280, 720);
        while (viewer.Resize is not { Reason: 1 })
            await viewer.UpdateAsync(isIncremental: false);
        Assert.Equal((1, 4), viewer.Resize);
        await Wait.UntilAsync(async () => await vm.Holder.DoAsync("link 0") == "1", LabService.Patience, () => "the monitor was not plugged in");
        var seen = Convert.FromHexString(await vm.Holder.DoAsync("edid 0 128"));
        Assert.Null(EdidReader.Read(seen, out var preferred));
        Assert.Equal((1280, 720), (preferred.WidthPixels, preferred.HeightPixels));

        var picture = await vm.Holder.ShowAsync(1280, 720, 2);
        await viewer.AssertShowsAsync(1280, 720, picture);
    }

    [Fact]
    public async Task A_size_beyond_the_devices_bounds_is_no_layout_and_leaves_the_guests_monitor_alone()
    {
        await using var vm = await VirtualMachine.StartAsync("mbochs-medium");
        await vm.Holder.ShowAsync(640, 480, 1);
        await using var viewer = await service.WatchAsync(vm.Name, asksForSizes: true);
        var link = await vm.Holder.DoAsync("link 0");
        await viewer.AskForSizeAsync(3840, 2160);
        while (viewer.Resize is not { Reason: 1 })
            await viewer.UpdateAsync(isIncremental: false);
        Assert.Equal((1, 3), viewer.Resize);
        Assert.Equal(link, await vm.Holder.DoAsync("link 0"));
    }
}
