using Scanout.Codecs.Pixels;
using Scanout.Tests.EndToEnd.Peers;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>What viewers that other people wrote show of a region is the region's picture, pixel for pixel.</summary>
public sealed class ViewerTests : IDisposable
{
    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [RealPeerFact("gvnccapture", "pngtopam")]
    public async Task Gtk_vnc_shows_every_format_exactly()
    {
        await using var service = await ServeAsync();
        foreach (var format in PixelFormat.All)
        {
            using var region = new TestRegion(directory.Path, format.ToString(), 333, 222, format);
            region.Paint(format.ToString()[0]);
            var display = await service.WaitForDisplayAsync(format.ToString(), display => display.Frames > 0);
            Assert.Equal(format.ToString(), display.Format);
            // The first frame may have been taken half painted: a snapshot has the display looked at once more.
            await service.Web.GetByteArrayAsync($"api/displays/{format}/snapshot");
            var shown = await Viewers.CaptureWithGtkVncAsync(display.Vnc!.Port);
            Assert.True(shown.CountDifferences(region.Expected()) == 0, $"{format}: {shown.CountDifferences(region.Expected())} pixels differ");
        }
    }

    [RealPeerFact("xtigervncviewer", "Xvfb", "xwd")]
    public async Task TigerVnc_shows_changes_another_size_and_another_format_in_every_encoding()
    {
        await using var service = await ServeAsync();
        foreach (var encoding in (string[])["Tight", "ZRLE", "Hextile", "Raw"])
        {
            await using var screen = await XServer.StartAsync(1024, 768);
            var name = $"vm-{encoding}";
            using var region = new TestRegion(directory.Path, name, 640, 480);
            region.Paint(1);
            var display = await service.WaitForDisplayAsync(name, display => display.Frames > 0);
            Viewers.StartTigerVnc(screen, display.Vnc!.Port, "-AutoSelect=0", $"-PreferredEncoding={encoding}", "-NoJPEG=1");
            await ShowsAsync("the first picture");
            region.Paint(2);
            await ShowsAsync("a changed picture");
            region.Publisher.SetLayout(new PlaneLayout(PixelFormat.Rg16, Tiling.Linear, 500, 300, 1000));
            region.Paint(3);
            await ShowsAsync("another size and format");

            Task ShowsAsync(string what) =>
                Viewers.WaitUntilShowsAsync(screen, () => Task.FromResult(region.Expected()), $"{encoding}: {what}");
        }
    }

    [RealPeerFact("xtigervncviewer", "Xvfb", "xwd")]
    public async Task TigerVnc_follows_scrolls_and_has_the_exact_picture_once_what_moves_rests()
    {
        await using var service = await ServeAsync();
        await using var screen = await XServer.StartAsync(1024, 768);
        using var region = new TestRegion(directory.Path, "vm", 640, 480);
        region.Paint(1);
        var display = await service.WaitForDisplayAsync("vm", display => display.Frames > 0);
        Viewers.StartTigerVnc(screen, display.Vnc!.Port, "-AutoSelect=0", "-PreferredEncoding=Tight", "-QualityLevel=5");
        await ShowsAsync("the first picture, without loss in the end");
        for (var lines = 7; lines < 100; lines += 31)
        {
            region.ScrollUp(lines);
            await ShowsAsync($"scrolled by {lines} lines");
        }

        Task ShowsAsync(string what) =>
            Viewers.WaitUntilShowsAsync(screen, () => Task.FromResult(region.Expected()), what);
    }

    [RealPeerFact("xtigervncviewer", "Xvfb", "xwd")]
    public async Task TigerVnc_stays_through_an_unplug_and_shows_the_display_that_came_back()
    {
        await using var service = await ServeAsync();
        await using var screen = await XServer.StartAsync(1024, 768);
        var region = new TestRegion(directory.Path, "vm", 640, 480);
        region.Paint(1);
        var display = await service.WaitForDisplayAsync("vm", display => display.Frames > 0);
        var viewer = Viewers.StartTigerVnc(screen, display.Vnc!.Port);
        await Viewers.WaitUntilShowsAsync(screen, () => Task.FromResult(region.Expected()), "the first picture");

        var picture = region.Expected();
        region.Dispose();
        await service.WaitForDisplayAsync("vm", display => display.State == "lost");
        // The corner shows the last picture at a quarter of its light.
        var darkened = new Picture(100, 100, [.. picture.Crop(0, 0, 100, 100).Rgb.Select(value => (byte)(value >> 2))]);
        await Viewers.WaitUntilShowsAsync(screen, () => Task.FromResult(darkened), "the darkened picture");

        using var again = new TestRegion(directory.Path, "vm", 800, 600, PixelFormat.Xb30);
        again.Paint(5);
        await Viewers.WaitUntilShowsAsync(screen, () => Task.FromResult(again.Expected()), "the display that came back");
        Assert.False(viewer.HasExited);
        Assert.Equal(display.Vnc, (await service.DisplayAsync("vm")).Vnc);
    }

    [RealPeerFact("xtigervncviewer", "Xvfb", "xwd", "tigervncpasswd")]
    public async Task TigerVnc_is_let_in_with_the_password_and_not_with_another()
    {
        await using var service = await ScanoutProcess.ServeAsync(
            $"scanout.discovery.regions = \"{directory.Path}\"\nscanout.vnc.password = sesame");
        using var region = new TestRegion(directory.Path, "vm", 400, 300);
        region.Paint(1);
        var display = await service.WaitForDisplayAsync("vm", display => display.Frames > 0);
        await using var screen = await XServer.StartAsync(640, 480);
        foreach (var password in (string[])["wrong", "sesame"])
        {
            var file = Path.Combine(directory.Path, password);
            await File.WriteAllBytesAsync(file, await Viewers.EncryptPasswordAsync(password));
            Viewers.StartTigerVnc(screen, display.Vnc!.Port, "-SecurityTypes", "VncAuth", $"-PasswordFile={file}");
            if (password == "wrong")
                await Wait.UntilAsync(
                    () => service.Errors.Any(line => line.Contains("wrong password", StringComparison.Ordinal)), TimeSpan.FromSeconds(20),
                    () => string.Join('\n', service.Errors));
        }
        await Wait.UntilAsync(
            async () => (await service.DisplayAsync("vm")).Viewers == 1, TimeSpan.FromSeconds(20), () => string.Join('\n', service.Errors));
    }

    Task<ScanoutProcess> ServeAsync() => ScanoutProcess.ServeAsync($"scanout.discovery.regions = \"{directory.Path}\"");
}
