using System.Net;
using System.Net.Http.Json;
using Scanout.Hosting.Web.Viewers;
using Scanout.Pipeline.Devices.Qemu;
using Scanout.Pipeline.Input;
using Scanout.Tests.EndToEnd.Peers;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>What viewers type and point at reaches the guest of a real QEMU; who may, and who is told.</summary>
public sealed class InputTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [RealPeerFact("qemu-system-x86_64", "xtigervncviewer", "Xvfb", "xdotool")]
    public async Task What_is_typed_and_clicked_in_TigerVnc_reaches_the_guest()
    {
        await using var machine = await QemuMachine.StartAsync(directory.Path);
        await using var service = await ServeAsync();
        await using var screen = await XServer.StartAsync(1400, 900);
        var display = await service.WaitForDisplayAsync("demo-1", display => display.Frames > 0);
        Viewers.StartTigerVnc(screen, display.Vnc!.Port, "-ViewOnly=0", "-AutoSelect=0", "-PreferredEncoding=Raw");
        await ControlsAsync(service);
        (int X, int Y)? place = null;
        await Wait.UntilAsync(async () => (place = await screen.FindWindowAsync("TigerVNC")) is not null, Patience, () => "no window");
        await TypeAsync(screen, "mousemove", $"{place!.Value.X + 320}", $"{place.Value.Y + 360}", "click", "1");
        var there = PointerPosition.Of(320, 360, display.Width, display.Height);
        await machine.WaitForTraceAsync(
            $"axis x, value 0x{there.X:x}", $"axis y, value 0x{there.Y:x}",
            "button left, down 1", "button left, down 0");
        // There is no window manager that would give the viewer the keyboard.
        await TypeAsync(screen, "search", "--name", "TigerVNC", "windowfocus", "--sync");
        await TypeAsync(screen, "key", "a", "key", "shift+b", "key", "Right", "key", "F5");
        await machine.WaitForKeysAsync("1e9e" + "2a30aab0" + "e04de0cd" + "3fbf");
        await TypeAsync(screen, "click", "4");
        await machine.WaitForTraceAsync("button wheel-up, down 1", "button wheel-up, down 0");
    }

    [RealPeerFact("qemu-system-x86_64")]
    public async Task Keys_buttons_and_power_of_a_viewer_reach_the_guest_and_held_keys_are_let_go_of()
    {
        await using var machine = await QemuMachine.StartAsync(directory.Path);
        await using var service = await ServeAsync();
        var display = await service.WaitForDisplayAsync("demo-1", display => display.Frames > 0);
        await using (var viewer = await RawViewer.ConnectAsync(display.Vnc!.Port))
        {
            Assert.Equal("demo-1", viewer.Name);
            await ControlsAsync(service);
            // A capital without Shift, as tablets send it; then a key that is never released.
            await viewer.SendAsync(4, 1, 0, 0, 0, 0, 0, (byte)'A');
            await viewer.SendAsync(4, 0, 0, 0, 0, 0, 0, (byte)'A');
            await viewer.SendAsync(5, 0x40, 0, 0, 0, 0);
            await viewer.SendAsync(255, 0, 0, 1, 0, 0, 0xFF, 0xE3, 0, 0, 0, 0x1D);
            await machine.WaitForKeysAsync("2a1eaa9e" + "1d");
        }
        await machine.WaitForKeysAsync("2a1eaa9e" + "1d9d");
        await machine.WaitForTraceAsync("axis x, value 0xc", "button wheel-right, down 1", "button wheel-right, down 0");
        await using var other = await RawViewer.ConnectAsync(display.Vnc!.Port);
        // The machine was started with -no-reboot: a reset ends it.
        await other.SendAsync(250, 0, 1, 4);
        await machine.WaitForExitAsync();
        Assert.Contains(
            service.Errors.Concat(service.Output), line => line.Contains("controls demo-1 by vnc from 127.0.0.1", StringComparison.Ordinal));
    }

    [RealPeerFact("qemu-system-x86_64")]
    public async Task Every_key_that_a_keysym_has_is_one_that_qemu_knows()
    {
        await using var machine = await QemuMachine.StartAsync(directory.Path);
        var log = new RecordedLog();
        await using var input = new QmpInput("vm", QemuMachine.QmpPath(directory.Path), TimeProvider.System, log);
        await Wait.UntilAsync(() => input.IsConnected, Patience, log.ToString);
        // F13 to F24 came with QEMU 8.0.
        var keysyms = KeysymTable.Keysyms.Where(keysym => keysym is < 0xFFCA or > 0xFFD5).Order().ToList();
        foreach (var keysym in keysyms)
        {
            KeysymTable.TryFind(keysym, out var key);
            await Wait.UntilAsync(() => input.TryKey(key.Number, true), Patience, () => "the queue stays full");
            input.TryKey(key.Number, false);
        }
        await Wait.UntilAsync(
            () => machine.Trace.Count(line => line.StartsWith("input_event_key", StringComparison.Ordinal)) >= 2 * keysyms.Count, Patience,
            () => $"{machine.Trace.Count} lines of trace");
        Assert.DoesNotContain(machine.Trace, line => line.Contains("unmapped", StringComparison.Ordinal));
        Assert.Equal(0, log.Count("refuses"));
    }

    [RealPeerFact("qemu-system-x86_64")]
    public async Task A_pointer_is_absolute_when_the_guests_tablet_is_in_use_and_a_mouse_moves_by_a_way()
    {
        await using var machine = await QemuMachine.StartAsync(directory.Path);
        var path = QemuMachine.QmpPath(directory.Path);
        var log = new RecordedLog();
        await using (var input = new QmpInput("vm", path, TimeProvider.System, log))
        {
            await Wait.UntilAsync(() => input.IsConnected, Patience, log.ToString);
            Assert.False(input.HasAbsolutePointer);
            Assert.True(input.TryMoveBy(-5, 7));
            await machine.WaitForTraceAsync("input_event_rel con -1, axis x, value -5", "input_event_rel con -1, axis y, value 7");
        }
        // The guest has no driver that would switch its tablet on; a monitor's command does the same.
        await using (var monitor = await QmpConnection.OpenAsync(path, TimeProvider.System, _ => { }, CancellationToken.None))
        {
            var answer = await monitor.ExecuteAsync("human-monitor-command", json =>
            {
                json.WriteStartObject();
                json.WriteString("command-line", "mouse_set 3");
                json.WriteEndObject();
            }, CancellationToken.None);
            Assert.Null(answer.Refusal);
        }
        await using var again = new QmpInput("vm", path, TimeProvider.System, log);
        await Wait.UntilAsync(() => again.IsConnected, Patience, log.ToString);
        Assert.True(again.HasAbsolutePointer);
        Assert.Equal(0, log.Count("refuses"));
    }

    [Fact]
    public async Task Viewers_are_listed_and_disconnected_and_one_who_only_watches_can_not_be_given_control()
    {
        await using var service = await ScanoutProcess.ServeAsync("", "--demo", "1");
        var port = (await service.DisplayAsync("demo-1")).Vnc!.Port;
        await using var first = await RawViewer.ConnectAsync(port);
        await using var second = await RawViewer.ConnectAsync(port);
        Assert.Equal("demo-1 (view only)", first.Name);
        var viewers = await ViewersAsync(service);
        Assert.Equal(2, viewers.Length);
        Assert.All(viewers, viewer => Assert.Equal(
            ("demo-1", "vnc", "", true, false), (viewer.Display, viewer.Protocol, viewer.User, viewer.ViewOnly, viewer.Controls)));
        var web = service.Web.BaseAddress!.ToString();
        Assert.Contains("view only", (await ScanoutProcess.RunAsync("viewers", "--web", web)).Output, StringComparison.Ordinal);
        var (exitCode, _, errors) = await ScanoutProcess.RunAsync("viewers", "--web", web, "--control", $"{viewers[0].Id}");
        Assert.Equal((1, $"scanout: viewer {viewers[0].Id} may only watch\n"), (exitCode, errors));
        Assert.Equal(0, (await ScanoutProcess.RunAsync("viewers", "--web", web, "--disconnect", $"{viewers[0].Id}")).ExitCode);
        Assert.Equal(viewers[1].Id, Assert.Single(await ViewersAsync(service)).Id);
        Assert.True(await first.IsClosedAsync());
        await second.UpdateAsync(isIncremental: false);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Web.DeleteAsync($"api/viewers/{viewers[0].Id}")).StatusCode);
        using var crossSite = new HttpRequestMessage(HttpMethod.Delete, $"api/viewers/{viewers[1].Id}");
        crossSite.Headers.Add("Origin", "http://elsewhere.example");
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Web.SendAsync(crossSite)).StatusCode);
    }

    [RealPeerFact("qemu-system-x86_64")]
    public async Task Control_is_one_viewers_and_is_given_to_another()
    {
        await using var machine = await QemuMachine.StartAsync(directory.Path);
        await using var service = await ServeAsync("scanout.vnc.control = single");
        var port = (await service.WaitForDisplayAsync("demo-1", display => display.Frames > 0)).Vnc!.Port;
        await using var first = await RawViewer.ConnectAsync(port);
        await ControlsAsync(service);
        await using var second = await RawViewer.ConnectAsync(port);
        Assert.Equal(("demo-1", "demo-1 (view only)"), (first.Name, second.Name));
        var (one, two) = ((await ViewersAsync(service))[0], (await ViewersAsync(service))[1]);
        await first.SendAsync(4, 1, 0, 0, 0, 0, 0, (byte)'a');
        await machine.WaitForKeysAsync("1e");
        var give = await ScanoutProcess.RunAsync("viewers", "--web", service.Web.BaseAddress!.ToString(), "--control", $"{two.Id}");
        Assert.Equal((0, ""), (give.ExitCode, give.Errors));
        await machine.WaitForKeysAsync("1e9e");
        await first.SendAsync(4, 1, 0, 0, 0, 0, 0, (byte)'b');
        await first.UpdateAsync(isIncremental: false);
        await second.SendAsync(4, 1, 0, 0, 0, 0, 0, (byte)'c');
        await machine.WaitForKeysAsync("1e9e2e");
        Assert.Equal([(one.Id, false), (two.Id, true)], (await ViewersAsync(service)).Select(viewer => (viewer.Id, viewer.Controls)));
    }

    Task<ScanoutProcess> ServeAsync(string more = "") => ScanoutProcess.ServeAsync(
        $"scanout.displays.\"demo-1\".qmp = \"{QemuMachine.QmpPath(directory.Path)}\"\n{more}", "--demo", "1");

    static Task ControlsAsync(ScanoutProcess service) => Wait.UntilAsync(
        async () => (await ViewersAsync(service)).Any(viewer => viewer.Controls), Patience, () => string.Join('\n', service.Errors));

    static async Task<ViewerRecord[]> ViewersAsync(ScanoutProcess service) =>
        (await service.Web.GetFromJsonAsync<ViewerRecord[]>("api/viewers"))!;

    static async Task TypeAsync(XServer screen, params string[] words)
    {
        var tool = screen.Start("xdotool", words);
        await tool.WaitForExitAsync().WaitAsync(Patience);
        Assert.True(tool.ExitCode == 0, await tool.StandardError.ReadToEndAsync());
    }
}
