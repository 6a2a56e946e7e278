using System.Net.Http.Json;
using Scanout.Codecs.Pixels;
using Scanout.Hosting.Web;
using Scanout.Pipeline.Devices.Qemu;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Input;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Tests.EndToEnd.Peers;
using Scanout.Tests.Support;
using Scanout.Tests.Support.Spice;

namespace Scanout.Tests.EndToEnd;

/// <summary>What spice-gtk's library shows of a region is the region's picture, pixel for pixel; and who is let in, and what he may do.</summary>
public sealed class SpiceGtkTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly TemporaryDirectory directory = new();
    readonly TestCertificate certificate;

    public SpiceGtkTests() => certificate = new TestCertificate(directory.Path);

    public void Dispose() => directory.Dispose();

    [RealPeerFact(SpiceGtk.Python, SpiceGtk.Bindings)]
    public async Task It_shows_the_picture_of_any_size_its_changes_and_its_scrolls()
    {
        await using var service = await ServeAsync();
        foreach (var (width, height) in new[] { (640, 480), (1023, 767), (1, 1), (65, 3) })
        {
            var name = $"vm-{width}";
            using var region = new TestRegion(directory.Path, name, width, height);
            region.Paint(1);
            await using var viewer = SpiceGtk.Start(directory.Path, (await WaitAsync(service, name)).Port);
            await viewer.ShowsAsync(region, $"{width}x{height}");
            var state = await viewer.StateAsync();
            // Nobody can type on a region.
            Assert.Equal(($"{name} (view only)", width, height), (state.Name, state.Monitors[0][2], state.Monitors[0][3]));
            region.Paint(2);
            await viewer.ShowsAsync(region, $"{width}x{height}, another picture");
            for (var lines = 7; lines < Math.Min(100, height); lines += 31)
            {
                region.ScrollUp(lines);
                await viewer.ShowsAsync(region, $"scrolled by {lines} lines");
            }
        }
    }

    [RealPeerFact(SpiceGtk.Python, SpiceGtk.Bindings)]
    public async Task It_follows_another_size_and_stays_through_an_unplug()
    {
        await using var service = await ServeAsync();
        var region = new TestRegion(directory.Path, "vm", 640, 480);
        region.Paint(1);
        await using var viewer = SpiceGtk.Start(directory.Path, (await WaitAsync(service, "vm")).Port);
        await viewer.ShowsAsync(region, "the first picture");
        region.Publisher.SetLayout(new PlaneLayout(PixelFormat.Rg16, Tiling.Linear, 501, 299, 1008));
        region.Paint(3);
        await viewer.ShowsAsync(region, "another size and format");
        region.Publisher.SetLayout(new PlaneLayout(PixelFormat.Xr24, Tiling.Linear, 1280, 720, 5120));
        region.Paint(4);
        await viewer.ShowsAsync(region, "a larger one");
        Assert.Equal([[0, 0, 1280, 720]], (await viewer.StateAsync()).Monitors);
        region.Dispose();
        await service.WaitForDisplayAsync("vm", display => display.State == "lost");
        using var again = new TestRegion(directory.Path, "vm", 800, 600, PixelFormat.Xb30);
        again.Paint(5);
        await viewer.ShowsAsync(again, "the display that came back");
        Assert.False((await viewer.StateAsync()).IsOver);
    }

    [RealPeerFact(SpiceGtk.Python, SpiceGtk.Bindings)]
    public async Task It_has_the_exact_picture_once_what_moves_rests()
    {
        await using var service = await ServeAsync();
        using var region = new TestRegion(directory.Path, "vm", 800, 600);
        region.Paint(1);
        await using var viewer = SpiceGtk.Start(directory.Path, (await WaitAsync(service, "vm")).Port);
        await viewer.ShowsAsync(region, "the first picture");
        // What streams there are is told by a client that says so.
        await using var session = await SpiceTestClient.Tcp((await WaitAsync(service, "vm")).Port).OpenSessionAsync();
        await using var other = await session.OpenDisplayAsync();
        var seed = 2;
        await Wait.UntilAsync(
            async () =>
            {
                region.Paint(seed++);
                await other.DrainAsync(TimeSpan.FromMilliseconds(5));
                return other.StreamFrames.Count > 20;
            },
            Patience, () => $"no stream after {seed} pictures: {other}");
        await viewer.ShowsAsync(region, "what has come to rest");
        await other.ReadUntilAsync(() => other.Streams.Count == 0, "the stream's end");
    }

    [RealPeerFact(SpiceGtk.Python, SpiceGtk.Bindings)]
    public async Task It_goes_to_the_port_that_is_TLS_by_itself_and_refuses_a_server_that_it_does_not_know()
    {
        var stranger = new TestCertificate(directory.Path, "stranger");
        await using var service = await ServeAsync($"scanout.spice.password = sesame\n{Tls}");
        using var region = new TestRegion(directory.Path, "vm", 400, 300);
        region.Paint(1);
        var spice = await WaitAsync(service, "vm");
        var password = ((string, object))("password", "sesame");
        await using (var viewer = SpiceGtk.Start(
            directory.Path, ("port", spice.Port), ("tls-port", spice.TlsPort!), ("ca-file", certificate.AuthorityFile), password))
        {
            await viewer.ShowsAsync(region, "after it was told that it needs TLS");
            Assert.Contains(
                service.Errors.Concat(service.Output), line => line.Contains("by spice", StringComparison.Ordinal)
                    && line.Contains("encrypted by TLS", StringComparison.Ordinal));
        }
        await using (var viewer = SpiceGtk.Start(
            directory.Path, ("tls-port", spice.TlsPort!), ("ca-file", certificate.AuthorityFile), password,
            ("cert-subject", "CN=scanout test"), ("host", "127.0.0.2")))
            await viewer.WaitAsync(state => state.Events.Contains("1 error-connect"), "a host where nobody is");
        await using (var viewer = SpiceGtk.Start(
            directory.Path, ("tls-port", spice.TlsPort!), ("ca-file", certificate.AuthorityFile), password, ("cert-subject", "CN=scanout test")))
            await viewer.ShowsAsync(region, "by the certificate's subject");
        foreach (var (authority, subject) in new[] { (stranger, "CN=scanout test"), (certificate, "CN=another") })
        {
            await using var viewer = SpiceGtk.Start(
                directory.Path, ("tls-port", spice.TlsPort!), ("ca-file", authority.AuthorityFile), password, ("cert-subject", subject));
            await viewer.WaitAsync(
                state => state.Events.Any(told => told is "1 error-tls" or "1 error-connect" or "1 error-link"), "a certificate that is refused");
            Assert.Null(await viewer.PictureAsync());
        }
    }

    [RealPeerFact(SpiceGtk.Python, SpiceGtk.Bindings)]
    public async Task It_is_let_in_by_a_password_by_a_user_and_once_by_a_token()
    {
        await using var service = await ServeAsync(UserSetting() + "\nscanout.spice.password = sesame");
        using var region = new TestRegion(directory.Path, "vm", 320, 200);
        region.Paint(1);
        var port = (await WaitAsync(service, "vm")).Port;
        using var made = await service.Web.PostAsJsonAsync("api/tokens", new TokenWish("vm"));
        var token = (await made.Content.ReadFromJsonAsync<TokenRecord>())!.Token;
        foreach (var (password, isRight) in new[] { ("wrong", false), ("sesame", true), ("alice:wonder", true), (token, true), (token, false) })
        {
            await using var viewer = SpiceGtk.Start(directory.Path, port, password);
            if (isRight)
                await viewer.ShowsAsync(region, password);
            else
                await viewer.WaitAsync(state => state.Events.Contains("1 error-auth"), $"a refusal of {password}");
        }
        Assert.DoesNotContain(service.Output.Concat(service.Errors), line => line.Contains(token, StringComparison.Ordinal));
    }

    [RealPeerFact(SpiceGtk.Python, SpiceGtk.Bindings)]
    public async Task It_has_the_cursors_shape_and_hot_spot()
    {
        await using var service = await ServeAsync();
        using var region = new TestRegion(directory.Path, "vm", 320, 200);
        region.Paint(1);
        var bgra = new byte[24 * 16 * 4];
        new Random(1).NextBytes(bgra);
        var image = new CursorImage(24, 16, 5, 3, bgra);
        region.Publisher.SetCursor(new Cursor(image, 40, 50));
        await using var viewer = SpiceGtk.Start(directory.Path, (await WaitAsync(service, "vm")).Port);
        await viewer.ShowsAsync(region, "a picture");
        var state = await viewer.WaitAsync(state => state.CursorVisible, "a cursor");
        Assert.Equal([24, 16, 5, 3], state.Cursor!);
        var rgba = (await viewer.CursorAsync())!;
        for (var i = 0; i < bgra.Length; i += 4)
            Assert.Equal((bgra[i], bgra[i + 1], bgra[i + 2], bgra[i + 3]), (rgba[i + 2], rgba[i + 1], rgba[i], rgba[i + 3]));
        region.Publisher.SetCursor(new Cursor(image, 100, 70));
        await viewer.WaitAsync(state => (state.CursorX, state.CursorY) == (105, 73), "a move");
        Assert.Equal(1, (await viewer.StateAsync()).CursorSets);
        region.Publisher.SetCursor(null);
        await viewer.WaitAsync(state => !state.CursorVisible, "no cursor");
        region.Publisher.SetCursor(new Cursor(new CursorImage(8, 8, 1, 2, new byte[256]), 10, 10));
        await viewer.WaitAsync(state => state.Cursor is [8, 8, 1, 2], "another cursor");
    }

    [RealPeerFact("qemu-system-x86_64", SpiceGtk.Python, SpiceGtk.Bindings)]
    public async Task Keys_and_pointer_reach_the_guest_and_those_of_who_only_watches_do_not()
    {
        await using var machine = await QemuMachine.StartAsync(directory.Path);
        await using var service = await ScanoutProcess.ServeAsync(
            $"scanout.displays.\"demo-1\".qmp = \"{QemuMachine.QmpPath(directory.Path)}\"\n{UserSetting()}", "--demo", "1");
        var port = (await service.WaitForDisplayAsync("demo-1", display => display.Frames > 0)).Spice!.Port;
        await using var watching = SpiceGtk.Start(directory.Path, port, "bob:build");
        await watching.WaitAsync(state => state.Events.Contains("3 opened"), "its inputs");
        await using var viewer = SpiceGtk.Start(directory.Path, port, "alice:wonder");
        await viewer.WaitAsync(state => state.Events.Contains("3 opened"), "its inputs");
        await Wait.UntilAsync(
            async () => (await service.Web.GetFromJsonAsync<ViewerRecord[]>("api/viewers"))!.Any(each => each.Controls), Patience,
            () => string.Join('\n', service.Errors));
        await watching.DoAsync("key 0x30 1");
        for (var move = 0; move < 20; move++)
            await watching.DoAsync("motion 100 100 0");
        // A, a capital B, Right, Enter as one message.
        foreach (var key in (string[])["0x1e 1", "0x1e 0", "0x2a 1", "0x30 1", "0x30 0", "0x2a 0", "0x14d 1", "0x14d 0"])
            await viewer.DoAsync($"key {key}");
        await viewer.DoAsync("tap 0x1c");
        await machine.WaitForKeysAsync("1e9e" + "2a30b0aa" + "e04de0cd" + "1c9c");
        for (var move = 0; move < 20; move++)
            await viewer.DoAsync("motion 3 2 0");
        await viewer.DoAsync("button 1 1 1");
        await viewer.DoAsync("button 1 0 0");
        await viewer.DoAsync("button 4 0 1");
        await viewer.DoAsync("button 4 0 0");
        await machine.WaitForTraceAsync(
            "axis x, value 3", "button left, down 1", "button left, down 0", "button wheel-up, down 1", "button wheel-up, down 0");
        Assert.DoesNotContain(machine.Trace, line => line.Contains("value 100", StringComparison.Ordinal));
    }

    [RealPeerFact("qemu-system-x86_64", SpiceGtk.Python, SpiceGtk.Bindings)]
    public async Task It_points_to_a_place_where_the_guests_pointer_is_absolute()
    {
        await using var machine = await QemuMachine.StartAsync(directory.Path);
        var path = QemuMachine.QmpPath(directory.Path);
        // The guest has no driver that would switch its tablet on; a monitor's command does the same.
        await using (var monitor = await QmpConnection.OpenAsync(path, TimeProvider.System, _ => { }, CancellationToken.None))
            await monitor.ExecuteAsync("human-monitor-command", json =>
            {
                json.WriteStartObject();
                json.WriteString("command-line", "mouse_set 3");
                json.WriteEndObject();
            }, CancellationToken.None);
        await using var service = await ScanoutProcess.ServeAsync($"scanout.displays.\"demo-1\".qmp = \"{path}\"", "--demo", "1");
        var display = await service.WaitForDisplayAsync("demo-1", display => display.Frames > 0);
        await using var viewer = SpiceGtk.Start(directory.Path, display.Spice!.Port);
        await viewer.WaitAsync(state => state.MouseMode == 2 && state.Events.Contains("3 opened"), "absolute mode");
        await Wait.UntilAsync(
            async () => (await service.Web.GetFromJsonAsync<ViewerRecord[]>("api/viewers"))!.Any(each => each.Controls), Patience,
            () => string.Join('\n', service.Errors));
        for (var step = 0; step <= 20; step++)
            await viewer.DoAsync($"position {300 + step} {340 + step} 0");
        var there = PointerPosition.Of(320, 360, display.Width, display.Height);
        await machine.WaitForTraceAsync($"axis x, value 0x{there.X:x}", $"axis y, value 0x{there.Y:x}");
        await viewer.DoAsync("mode 1");
        await viewer.WaitAsync(state => state.MouseMode == 1, "relative mode, as it asked for");
    }

    [RealPeerFact(SpiceGtk.Python, SpiceGtk.Bindings)]
    public async Task Several_show_the_same_one_that_is_killed_leaves_the_others_and_comes_back()
    {
        await using var service = await ServeAsync();
        using var region = new TestRegion(directory.Path, "vm", 640, 480);
        region.Paint(1);
        var port = (await WaitAsync(service, "vm")).Port;
        await using var first = SpiceGtk.Start(directory.Path, port);
        await using (var second = SpiceGtk.Start(directory.Path, port))
        {
            await first.ShowsAsync(region, "the first");
            await second.ShowsAsync(region, "the second");
            Assert.Equal(2, (await service.DisplayAsync("vm")).Viewers);
        }
        await service.WaitForDisplayAsync("vm", display => display.Viewers == 1);
        region.Paint(2);
        await first.ShowsAsync(region, "who stayed");
        await using var again = SpiceGtk.Start(directory.Path, port);
        await again.ShowsAsync(region, "who came back");
        Assert.False((await first.StateAsync()).IsOver);
    }

    string Tls => $"scanout.spice.tls {{ certificate = \"{certificate.CertificateFile}\", key = \"{certificate.KeyFile}\" }}";

    string UserSetting()
    {
        var file = Path.Combine(directory.Path, "users");
        UserFileEditor.Set(file, new UserEntry("alice", false, PasswordHash.Of("wonder", 1000)));
        UserFileEditor.Set(file, new UserEntry("bob", true, PasswordHash.Of("build", 1000)));
        return $"scanout.spice.users = \"{file}\"";
    }

    static async Task<DisplayAddress> WaitAsync(ScanoutProcess service, string name) =>
        (await service.WaitForDisplayAsync(name, display => display.Frames > 0)).Spice!;

    Task<ScanoutProcess> ServeAsync(string settings = "") =>
        ScanoutProcess.ServeAsync($"scanout.discovery.regions = \"{directory.Path}\"\n{settings}");
}
