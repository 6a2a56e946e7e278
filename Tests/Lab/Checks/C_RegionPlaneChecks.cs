using Scanout.Lab.Devices;
using Scanout.Tests.EndToEnd;

namespace Scanout.Lab.Checks;

/// <summary>mdpy: pictures in a region of the device, which the service opens by itself.</summary>
[Collection(OwnDevices.Name)]
public sealed class C_RegionPlaneChecks(OwnDevicesService shared)
{
    ScanoutProcess Service => shared.Service;

    [Theory]
    [InlineData("mdpy-vga", 640, 480)]
    [InlineData("mdpy-xga", 1024, 768)]
    [InlineData("mdpy-hd", 1920, 1080)]
    public async Task What_was_painted_is_what_a_viewer_sees_and_so_is_what_is_painted_then(string type, int width, int height)
    {
        var uuid = MdevHost.Create(type);
        byte[] picture;
        using (var painter = new HeldDevice(uuid))
            picture = painter.Paint(width, height, seed: 1);
        await using (var viewer = await Service.WatchAsync(uuid))
        {
            await viewer.AssertShowsAsync(width, height, picture);
            Assert.Equal($"mdev {uuid}", (await Service.DisplayAsync(uuid)).Device);
            Assert.Equal("XR24", (await Service.DisplayAsync(uuid)).Format);

            // The service has the device alone: it is painted through a duplicate of the service's own descriptor.
            using var painter = new HeldDevice(LabCalls.Take(Service.Id, LabService.VfioFdsOf(Service.Id).Single()), isMdpy: true);
            for (var seed = 2; seed < 5; seed++)
                await viewer.AssertShowsAsync(width, height, painter.Paint(width, height, seed));
        }
        await MdevHost.RemoveAsync(uuid);
    }

    [Fact]
    public async Task Its_size_can_not_be_wished_for_and_that_is_said()
    {
        var uuid = MdevHost.Create("mdpy-vga");
        await using (var viewer = await Service.WatchAsync(uuid, asksForSizes: true))
        {
            await viewer.AskForSizeAsync(1024, 768);
            while (viewer.Resize is not { Reason: 1 })
                await viewer.UpdateAsync(isIncremental: false);
            Assert.Equal((1, 1), viewer.Resize);
        }
        await MdevHost.RemoveAsync(uuid);
    }
}
