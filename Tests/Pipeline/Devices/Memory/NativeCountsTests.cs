using Microsoft.Extensions.Time.Testing;
using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Memory;
using Scanout.Pipeline.Devices.Regions;
using Scanout.Tests.Pipeline.Devices.Regions;

namespace Scanout.Tests.Pipeline.Devices.Memory;

[Collection(NativeCountsCollection.Name)]
public sealed class NativeCountsTests
{
    [Fact]
    public void A_hundred_displays_that_came_and_went_leave_nothing_behind()
    {
        using var directory = new ScratchDirectory();
        using var sealedMemory = new MemoryFile(new RegionBytes().Bytes, MemoryFile.SealShrink);
        var layout = new PlaneLayout(PixelFormat.Xr24, Tiling.Linear, 640, 480, 2560);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var (fds, bytes, systemFds) = (NativeCounts.DeviceFds, NativeCounts.NativeBytes, SystemFds());

        for (var round = 0; round < 100; round++)
        {
            using var publisher = RegionPublisher.Create(directory.File("vm.region"), layout);
            publisher.SetLayout(layout with { HeightPixels = 481 + round });
            foreach (var path in new[] { directory.File("vm.region"), sealedMemory.Path })
            {
                using var device = new RegionSource(path, new FakeTimeProvider()).Open();
                var look = device.Look();
                Assert.Equal(LookOutcome.Ready, look.Outcome);
                Assert.True(device.TryReadRows(0, look.Layout.HeightPixels, out _));
                Assert.True(NativeCounts.DeviceFds >= fds + 2 && NativeCounts.NativeBytes > bytes);
            }
            Assert.Throws<DeviceException>(() => new RegionSource(directory.File("none"), TimeProvider.System).Open());
            Assert.Throws<DeviceException>(() => new RegionSource(directory.Path, TimeProvider.System).Open());
            Assert.Throws<DeviceException>(() => RegionPublisher.Create(directory.Path, layout));
        }

        Assert.Equal((fds, bytes), (NativeCounts.DeviceFds, NativeCounts.NativeBytes));
        Assert.Equal(systemFds, SystemFds());
    }

    [Fact]
    public void A_soft_copy_gives_back_what_it_took()
    {
        var (fds, bytes) = (NativeCounts.DeviceFds, NativeCounts.NativeBytes);
        using (var source = NativeMapping.OfPrivateMemory(1 << 20))
        using (var copy = new SoftCopy())
        {
            Assert.True(copy.TryCopy(source.Address, 1000, out _));
            Assert.True(copy.TryCopy(source.Address, 1 << 20, out _));
            Assert.Equal((fds + 1, bytes + (2 << 20)), (NativeCounts.DeviceFds, NativeCounts.NativeBytes));
        }
        Assert.Equal((fds, bytes), (NativeCounts.DeviceFds, NativeCounts.NativeBytes));
    }

    static int SystemFds() => Directory.GetFileSystemEntries("/proc/self/fd").Length;
}
