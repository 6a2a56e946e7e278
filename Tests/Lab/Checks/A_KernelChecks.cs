using System.Buffers.Binary;
using Scanout.Lab.Devices;

namespace Scanout.Lab.Checks;

/// <summary>What the kernel's sample devices answer, as the lab's own calls see it: so that it is noticed where a kernel answers otherwise.</summary>
public sealed class A_KernelChecks
{
    const uint Probe = 1, Dmabuf = 2, Region = 4, Primary = 1, Cursor = 2;
    const int Einval = 22, Ebusy = 16;

    [Fact]
    public async Task Mdpy_has_region_planes_alone_and_makes_a_cursor_of_its_primary_plane()
    {
        var uuid = MdevHost.Create("mdpy-vga");
        using (var device = new HeldDevice(uuid))
        {
            Assert.True(device.IsMdpy);
            Assert.Equal((0, Einval, Einval), (device.Query(Probe | Region, 0).Errno, device.Query(Probe | Dmabuf, 0).Errno, device.Query(Probe, 0).Errno));
            var primary = device.Query(Region, Primary).Plane;
            Assert.Equal((0x34325258u, 640u, 480u, 2560u, 16u), (Word(primary, 12), Word(primary, 24), Word(primary, 28), Word(primary, 32), Word(primary, 56)));
            Assert.Equal(primary[12..], device.Query(Region, Cursor).Plane[12..]);
            Assert.Equal(7u, device.Region(16).Flags);
        }
        await MdevHost.RemoveAsync(uuid);
    }

    [Fact]
    public async Task Mbochs_has_dma_buf_planes_that_come_back_with_their_ids()
    {
        var uuid = MdevHost.Create("mbochs-small");
        using (var device = new HeldDevice(uuid))
        {
            Assert.False(device.IsMdpy);
            Assert.Equal((0, Einval), (device.Query(Probe | Dmabuf, 0).Errno, device.Query(Probe | Region, 0).Errno));
            Assert.Equal((0, 0u, 0u), (device.Query(Dmabuf, Primary).Errno, Word(device.Query(Dmabuf, Primary).Plane, 12), Word(device.Query(Dmabuf, Primary).Plane, 36)));
            device.SetMode(800, 600);
            var id = Word(device.Query(Dmabuf, Primary).Plane, 56);
            device.SetMode(640, 480);
            Assert.NotEqual(id, Word(device.Query(Dmabuf, Primary).Plane, 56));
            device.SetMode(800, 600);
            Assert.Equal(id, Word(device.Query(Dmabuf, Primary).Plane, 56));
            Assert.Equal(0u, Word(device.Query(Dmabuf, Cursor).Plane, 12));
            device.SwitchOff();
            Assert.Equal(0u, Word(device.Query(Dmabuf, Primary).Plane, 12));
        }
        await MdevHost.RemoveAsync(uuid);
    }

    [Fact]
    public async Task A_group_is_open_once_in_another_process_and_free_after_its_end()
    {
        var uuid = MdevHost.Create("mbochs-small");
        await using (await HolderProcess.StartAsync("", uuid))
            Assert.Equal(Ebusy, Assert.Throws<LabCallException>(() => new HeldDevice(uuid)).Errno);
        new HeldDevice(uuid).Dispose();
        await MdevHost.RemoveAsync(uuid);
    }

    [Fact]
    public async Task A_device_may_be_made_and_removed_again_and_again()
    {
        var uuid = Guid.NewGuid().ToString();
        for (var round = 0; round < 3; round++)
        {
            MdevHost.Create("mdpy-vga", uuid);
            Assert.True(MdevHost.Exists(uuid));
            await MdevHost.RemoveAsync(uuid);
            Assert.False(MdevHost.Exists(uuid));
        }
    }

    static uint Word(byte[] plane, int at) => BinaryPrimitives.ReadUInt32LittleEndian(plane.AsSpan(at));
}
