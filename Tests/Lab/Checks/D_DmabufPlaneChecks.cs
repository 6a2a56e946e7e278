using Scanout.Tests.EndToEnd;

namespace Scanout.Lab.Checks;

/// <summary>mbochs: pictures in dma-bufs, which come and go as the guest switches modes and flips pages, watched beside the VM that has the device.</summary>
[Collection(VirtualMachines.Name)]
public sealed class D_DmabufPlaneChecks(VirtualMachinesService shared) : IAsyncLifetime
{
    readonly ScanoutProcess service = shared.Service;
    VirtualMachine vm = null!;

    public async Task InitializeAsync() => vm = await VirtualMachine.StartAsync("mbochs-medium");

    public async Task DisposeAsync() => await vm.DisposeAsync();

    [Fact]
    public async Task A_display_without_a_mode_is_off_and_says_what_is_waited_for()
    {
        var display = await service.WaitForDisplayAsync(vm.Name, display => display.State == "off", LabService.Patience);
        Assert.Contains("boot", display.Reason);
        await vm.Holder.ShowAsync(640, 480, 1);
        await service.WaitForPictureAsync(vm.Name);
        await vm.Holder.MustAsync("off 0");
        await service.WaitForDisplayAsync(vm.Name, display => display.State == "off", LabService.Patience);
    }

    [Fact]
    public async Task A_viewer_follows_every_mode_and_sees_what_was_painted()
    {
        var picture = await vm.Holder.ShowAsync(640, 480, 1);
        await using var viewer = await service.WatchAsync(vm.Name);
        await viewer.AssertShowsAsync(640, 480, picture);
        foreach (var (width, height) in ((int, int)[])[(1024, 768), (1280, 720), (640, 480), (1920, 1080), (1024, 768)])
        {
            picture = await vm.Holder.ShowAsync(width, height, width);
            await viewer.AssertShowsAsync(width, height, picture);
            picture = await vm.Holder.PaintAsync(width, height, height);
            await viewer.AssertShowsAsync(width, height, picture);
        }
    }

    [Fact]
    public async Task A_dma_buf_that_ends_within_a_page_is_shown_but_for_what_no_processor_can_map()
    {
        const int Mapped = 800 * 600 * 4 & ~4095;
        var picture = await vm.Holder.ShowAsync(800, 600, 1);
        await using var viewer = await service.WatchAsync(vm.Name);
        picture.AsSpan(Mapped).Clear();
        await viewer.AssertShowsAsync(800, 600, picture);
    }

    [Fact]
    public async Task Flipped_pages_and_wide_rows_are_shown_as_they_lie()
    {
        await vm.Holder.MustAsync("mode 0 640x480 1024");
        await vm.Holder.MustAsync("paint 0 640x480 1 4096");
        await vm.Holder.MustAsync($"paint 0 640x480 2 4096 {512 * 4096}");
        await using var viewer = await service.WatchAsync(vm.Name);
        await viewer.AssertShowsAsync(640, 480, Devices.HeldDevice.PictureOf(640, 480, 1));
        for (var flip = 0; flip < 5; flip++)
        {
            await vm.Holder.MustAsync("pan 0 0 512");
            await viewer.AssertShowsAsync(640, 480, Devices.HeldDevice.PictureOf(640, 480, 2));
            await vm.Holder.MustAsync("pan 0 0 0");
            await viewer.AssertShowsAsync(640, 480, Devices.HeldDevice.PictureOf(640, 480, 1));
        }
        // A page that no dma-buf can begin at is not shown; the one after it is.
        await vm.Holder.MustAsync("pan 0 3 7");
        await vm.Holder.MustAsync("pan 0 0 512");
        await viewer.AssertShowsAsync(640, 480, Devices.HeldDevice.PictureOf(640, 480, 2));
    }

    [Fact]
    public async Task A_mode_that_can_not_be_shown_is_off_and_the_next_one_is_shown()
    {
        await vm.Holder.ShowAsync(640, 480, 1);
        await service.WaitForPictureAsync(vm.Name);
        await vm.Holder.MustAsync("mode 0 16000x16000");
        await service.WaitForDisplayAsync(vm.Name, display => display.State == "off", LabService.Patience);
        var picture = await vm.Holder.ShowAsync(1024, 768, 3);
        await using var viewer = await service.WatchAsync(vm.Name);
        await viewer.AssertShowsAsync(1024, 768, picture);
    }

    [Fact]
    public async Task Two_hundred_mode_switches_leave_no_descriptors_behind()
    {
        await vm.Holder.ShowAsync(640, 480, 1);
        await using var viewer = await service.WatchAsync(vm.Name);
        for (var round = 0; round < 200; round++)
        {
            await vm.Holder.MustAsync($"mode 0 {320 + round * 4}x256");
            if (round % 20 == 0)
                await viewer.AssertShowsAsync(320 + round * 4, 256, await vm.Holder.PaintAsync(320 + round * 4, 256, round));
        }
        await viewer.AssertShowsAsync(640, 480, await vm.Holder.ShowAsync(640, 480, 2));
        Assert.InRange(await service.MetricAsync("scanout_device_fds"), 1, 24);
    }
}
