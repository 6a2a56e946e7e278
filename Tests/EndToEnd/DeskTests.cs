using Scanout.Tests.EndToEnd.Peers;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>A real X server's screen, with real programs on it, through the service to real viewers.</summary>
public sealed class DeskTests
{
    [RealPeerFact("Xvfb", "xwd", "xterm", "xclock", "dillo", "gvnccapture", "xtigervncviewer", "pngtopam")]
    public async Task What_viewers_show_equals_what_xwd_reads_from_the_x_server()
    {
        await using var desk = await XServer.StartAsync(1024, 768);
        desk.Start("xsetroot", "-mod", "5", "9", "-fg", "steelblue", "-bg", "midnightblue");
        desk.Start("xterm", "-geometry", "80x24+20+20", "-e", "sh", "-c", "ls -lR /usr/share/doc | head -n 400; sleep 1000");
        var page = Path.Combine(desk.Directory, "page.html");
        await File.WriteAllTextAsync(page, "<h1>A page</h1><p>with <b>text</b> and a <a href='x'>link</a></p><table border=1><tr><td>1<td>2</table>");
        desk.Start("dillo", "-g", "420x300+560+280", "-l", page);
        desk.Start("xclock", "-geometry", "200x200+700+30", "-update", "3600");
        await using var service = await ScanoutProcess.ServeAsync($"scanout.displays.desk.xwd = \"{desk.FramebufferFile}\"");
        var display = await service.WaitForDisplayAsync("desk", display => display.Frames > 0);
        Assert.Equal((1024, 768, "XR24"), (display.Width, display.Height, display.Format));
        await SettleAsync(desk);

        var expected = await desk.CaptureAsync();
        Assert.True(expected.Rgb.Chunk(3).Select(pixel => (pixel[0], pixel[1], pixel[2])).Distinct().Count() > 3, "nothing is drawn");
        Assert.Equal(0, (await Viewers.CaptureWithGtkVncAsync(display.Vnc!.Port)).CountDifferences(expected));

        await using var screen = await XServer.StartAsync(1100, 800);
        Viewers.StartTigerVnc(screen, display.Vnc.Port);
        await Viewers.WaitUntilShowsAsync(screen, desk.CaptureAsync, "the desk in TigerVNC");
        desk.Start("xterm", "-geometry", "40x10+500+400", "-e", "sh", "-c", "seq 1 100; sleep 1000");
        await SettleAsync(desk);
        await Viewers.WaitUntilShowsAsync(screen, desk.CaptureAsync, "the desk with one window more");
    }

    /// <summary>Waits until the programs have drawn: until the screen stays the same for a while.</summary>
    static async Task SettleAsync(XServer desk)
    {
        var (last, same) = (await desk.CaptureAsync(), 0);
        await Wait.UntilAsync(
            async () =>
            {
                var next = await desk.CaptureAsync();
                same = next.CountDifferences(last) == 0 ? same + 1 : 0;
                last = next;
                return same >= 10;
            },
            TimeSpan.FromSeconds(30), () => "the screen does not come to rest");
    }
}
