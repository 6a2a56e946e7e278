using System.Text;
using Scanout.Lab.Devices;
using Scanout.Tests.EndToEnd;
using Scanout.Tests.Support;

namespace Scanout.Lab.Checks;

/// <summary>Beside a real QEMU, which knows nothing of the service.</summary>
[Collection(VirtualMachines.Name)]
public sealed class J_RealQemuChecks(VirtualMachinesService shared)
{
    readonly ScanoutProcess service = shared.Service;

    [Fact]
    public async Task A_vms_firmware_is_seen_to_draw_its_first_lines_and_to_blink_its_cursor()
    {
        var uuid = MdevHost.Create("mbochs-medium");
        await using (await NestedQemu.StartAsync("firmware", uuid, shows: false))
        {
            await using var viewer = await service.WatchAsync("firmware");
            using var limit = new CancellationTokenSource(LabService.Patience * 2);
            while (viewer.Width != 1024 || Lit(viewer) < 500)
            {
                Assert.False(limit.IsCancellationRequested, $"{viewer.Width}×{viewer.Height} with {Lit(viewer)} pixels that are not black");
                await viewer.UpdateAsync();
            }
            var seen = new HashSet<int>();
            while (seen.Count < 2 || !seen.Contains(Lit(viewer) + 16) && !seen.Contains(Lit(viewer) - 16))
            {
                Assert.False(limit.IsCancellationRequested, $"no blinking cursor: {string.Join(", ", seen)} pixels that are not black");
                seen.Add(Lit(viewer));
                await viewer.UpdateAsync();
            }
        }
        await service.WaitForDisplayAsync("firmware", display => display.State == "lost", LabService.Second);
        await MdevHost.RemoveAsync(uuid);
    }

    [Fact]
    public async Task A_picture_that_qemu_shows_itself_is_the_same_here_byte_for_byte()
    {
        var uuid = MdevHost.Create("mdpy-vga");
        await using (var qemu = await NestedQemu.StartAsync("shown", uuid, shows: true))
        {
            await service.WaitForPictureAsync("shown");
            using var painter = new HeldDevice(LabCalls.Take(qemu.Id, LabService.VfioFdsOf(qemu.Id)[0]), isMdpy: true);
            var picture = painter.Paint(640, 480, 5);
            await using var viewer = await service.WatchAsync("shown");
            await viewer.AssertShowsAsync(640, 480, picture);
            var dump = "/tmp/shown.ppm";
            Assert.Contains("return", await qemu.DoAsync($"\"execute\":\"screendump\",\"arguments\":{{\"filename\":\"{dump}\"}}"), StringComparison.Ordinal);
            byte[] ppm = [];
            await Wait.UntilAsync(() => File.Exists(dump) && (ppm = File.ReadAllBytes(dump)).Length >= 640 * 480 * 3, LabService.Patience, () => $"{ppm.Length} bytes");
            Assert.StartsWith("P6\n640 480\n255\n", Encoding.ASCII.GetString(ppm, 0, 15));
            for (var pixel = 0; pixel < 640 * 480; pixel++)
                Assert.True(
                    ppm[15 + pixel * 3] == viewer.Bgrx[pixel * 4 + 2] && ppm[16 + pixel * 3] == viewer.Bgrx[pixel * 4 + 1]
                    && ppm[17 + pixel * 3] == viewer.Bgrx[pixel * 4], $"pixel {pixel} is another than in QEMU's dump");
        }
        await MdevHost.RemoveAsync(uuid);
    }

    static int Lit(RawViewer viewer)
    {
        var lit = 0;
        for (var i = 0; i < viewer.Bgrx.Length; i += 4)
            if ((viewer.Bgrx[i] | viewer.Bgrx[i + 1] | viewer.Bgrx[i + 2]) != 0)
                lit++;
        return lit;
    }
}
