using Scanout.Tests.EndToEnd;

namespace Scanout.Lab.Checks;

/// <summary>The service runs in the machine at all.</summary>
public sealed class B_ServiceChecks
{
    [Fact]
    public async Task It_comes_up_shows_a_demo_display_and_ends_in_good_order()
    {
        await using var service = await ScanoutProcess.ServeAsync("scanout.discovery.mdev = off", "--demo", "1");
        await using (var viewer = await service.WatchAsync("demo-1"))
            Assert.Contains(viewer.Bgrx, value => value != 0);
        Assert.Equal(0, await service.TerminateAsync());
    }
}
