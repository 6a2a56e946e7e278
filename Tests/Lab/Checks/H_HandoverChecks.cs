using Scanout.Lab.Devices;
using Scanout.Tests.EndToEnd;
using Scanout.Tests.Support;

namespace Scanout.Lab.Checks;

/// <summary>Devices that whoever has them hands over on a Unix socket.</summary>
[Collection(VirtualMachines.Name)]
public sealed class H_HandoverChecks(VirtualMachinesService shared)
{
    readonly ScanoutProcess service = shared.Service;

    [Fact]
    public async Task A_device_that_is_handed_over_is_watched_until_the_connection_ends()
    {
        var uuid = MdevHost.Create("mbochs-small");
        await using (var holder = await HolderProcess.StartLauncherAsync(uuid))
        {
            var picture = await holder.ShowAsync(1024, 768, 1);
            Assert.Equal("ok", await holder.DoAsync($"send 0 {LabService.Socket} {{\"name\":\"given\",\"id\":\"{uuid}\"}}"));
            await using var viewer = await service.WatchAsync("given");
            await viewer.AssertShowsAsync(1024, 768, picture);
            Assert.Equal(uuid, (await service.DisplayAsync("given")).Id);
            await viewer.AssertShowsAsync(640, 480, await holder.ShowAsync(640, 480, 2));

            await holder.MustAsync("hangup 0");
            await service.WaitForDisplayAsync("given", display => display.State == "lost", LabService.Second);
            await Wait.UntilAsync(() => LabService.VfioFdsOf(service.Id).Length == 0, LabService.Second, () => "descriptors are still held");
        }
        await MdevHost.RemoveAsync(uuid);
    }

    [Fact]
    public async Task What_is_no_name_is_refused_in_a_line()
    {
        var uuid = MdevHost.Create("mdpy-vga");
        await using (var holder = await HolderProcess.StartLauncherAsync(uuid))
            Assert.StartsWith("refused: ", await holder.DoAsync($"send 0 {LabService.Socket} {{\"name\":\"a/b\"}}"));
        await MdevHost.RemoveAsync(uuid);
    }
}
