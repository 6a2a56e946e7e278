using System.Net.Http.Json;
using Scanout.Hosting.Web;
using Scanout.Hosting.Web.Spice;
using Scanout.Hosting.Web.Viewers;
using Scanout.Pipeline.Devices.Qemu;
using Scanout.Pipeline.Input;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Tests.EndToEnd.Peers;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>How spice-gtk's library is let in, and whose keys and pointer reach the guest of a real QEMU.</summary>
public sealed class SpiceGtkAccessTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly TemporaryDirectory directory = new();
    readonly TestCertificate certificate;

    public SpiceGtkAccessTests() => certificate = new TestCertificate(directory.Path);

    public void Dispose() => directory.Dispose();

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
            directory.Path, ("port", spice.Port!), ("tls-port", spice.TlsPort!), ("ca-file", certificate.AuthorityFile), password))
        {
            await viewer.ShowsAsync(region, "after it was told that it needs TLS");
            Assert.Contains(
                service.Errors.Concat(service.Output), line => line.Contains("by spice", StringComparison.Ordinal)
                    && line.Contains("encrypted by TLS", StringComparison.Ordinal));
        }
        await using (var viewer = SpiceGtk.Start(
            directory.Path, ("tls-port", spice.TlsPort!), ("ca-file", certificate.AuthorityFile), password,
            ("cert-subject", "CN=scanout test")))
            await viewer.ShowsAsync(region, "by the certificate's subject");
        foreach (var (authority, subject) in new[] { (stranger, "CN=scanout test"), (certificate, "CN=another") })
        {
            await using var viewer = SpiceGtk.Start(
                directory.Path, ("tls-port", spice.TlsPort!), ("ca-file", authority.AuthorityFile), password, ("cert-subject", subject));
            await viewer.WaitAsync(
                state => state.Events.Any(told => told.StartsWith("1 error", StringComparison.Ordinal)), "a certificate that is refused");
            Assert.Null(await viewer.PictureAsync());
        }
    }

    [RealPeerFact(SpiceGtk.Python, SpiceGtk.Bindings)]
    public async Task It_is_let_in_by_a_password_by_a_user_and_once_by_a_token()
    {
        await using var service = await ServeAsync(UserSetting() + "\nscanout.spice.password = sesame");
        using var region = new TestRegion(directory.Path, "vm", 320, 200);
        region.Paint(1);
        var port = (await WaitAsync(service, "vm")).Port!.Value;
        using var made = await service.Web.PostAsJsonAsync("api/tokens", new TokenWish("vm"));
        var token = (await made.Content.ReadFromJsonAsync<TokenRecord>())!.Token;
        foreach (var (password, isRight) in new[]
        {
            ("wrong", false), ("sesame", true), ("alice:wonder", true), (token, true), (token, false),
        })
        {
            await using var viewer = SpiceGtk.Start(directory.Path, port, password);
            if (isRight)
                await viewer.ShowsAsync(region, password);
            else
                await viewer.WaitAsync(state => state.Events.Contains("1 error-auth"), $"a refusal of {password}");
        }
        Assert.DoesNotContain(service.Output.Concat(service.Errors), line => line.Contains(token, StringComparison.Ordinal));
    }

    [RealPeerFact("qemu-system-x86_64", SpiceGtk.Python, SpiceGtk.Bindings)]
    public async Task Keys_and_pointer_reach_the_guest_and_those_of_who_only_watches_do_not()
    {
        await using var machine = await QemuMachine.StartAsync(directory.Path);
        await using var service = await ScanoutProcess.ServeAsync(
            $"scanout.displays.\"demo-1\".qmp = \"{QemuMachine.QmpPath(directory.Path)}\"\n{UserSetting()}", "--demo", "1");
        var port = (await service.WaitForDisplayAsync("demo-1", display => display.Frames > 0)).Spice!.Port!.Value;
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
        await using var viewer = SpiceGtk.Start(directory.Path, display.Spice!.Port!.Value);
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

    string Tls => $"scanout.spice.tls {{ certificate = \"{certificate.CertificateFile}\", key = \"{certificate.KeyFile}\" }}";

    string UserSetting()
    {
        var file = Path.Combine(directory.Path, "users");
        UserFileEditor.Set(file, new UserEntry("alice", false, PasswordHash.Of("wonder", 1000)));
        UserFileEditor.Set(file, new UserEntry("bob", true, PasswordHash.Of("build", 1000)));
        return $"scanout.spice.users = \"{file}\"";
    }

    static async Task<SpiceAddress> WaitAsync(ScanoutProcess service, string name) =>
        (await service.WaitForDisplayAsync(name, display => display.Frames > 0)).Spice!;

    Task<ScanoutProcess> ServeAsync(string settings) =>
        ScanoutProcess.ServeAsync($"scanout.discovery.regions = \"{directory.Path}\"\n{settings}");
}
