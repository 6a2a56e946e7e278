using System.Net;
using System.Net.Sockets;
using Scanout.Tests.EndToEnd.Peers;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

public sealed class ServeTests
{
    [Fact]
    public async Task Serve_prints_its_addresses_and_that_it_is_ready_and_ends_in_good_order_when_told_to()
    {
        await using var service = await ScanoutProcess.ServeAsync("", "--demo", "3");
        var lines = service.Output.ToList();
        for (var number = 1; number <= 3; number++)
            Assert.Contains(lines, line => line.StartsWith($"scanout: display demo-{number} vnc 127.0.0.1:", StringComparison.Ordinal));
        Assert.Single(lines, line => line.StartsWith("scanout: web http://127.0.0.1:", StringComparison.Ordinal));
        Assert.Equal("scanout: ready", lines[^1]);
        Assert.Equal("ready", await service.Web.GetStringAsync("health/ready"));
        Assert.Equal("live", await service.Web.GetStringAsync("health/live"));
        // Neither a viewer that is served nor one that says nothing holds it up.
        await using var viewer = await RawViewer.ConnectAsync((await service.DisplayAsync("demo-1")).Vnc!.Port);
        using var silent = new TcpClient();
        await silent.ConnectAsync(IPAddress.Loopback, (await service.DisplayAsync("demo-2")).Vnc!.Port);
        Assert.Equal(0, await service.TerminateAsync().WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Systemd_is_told_when_the_service_is_ready_and_when_it_stops()
    {
        using var systemd = new NotifySocket();
        await using var service = await ScanoutProcess.ServeAsync("", systemd.Path, ["--demo", "1"]);
        systemd.ReceiveUntil("READY=1");
        Assert.Equal(0, await service.TerminateAsync());
        systemd.ReceiveUntil("STOPPING=1");
    }

    [Fact]
    public async Task The_api_tells_of_each_display_where_it_is_and_how_it_is()
    {
        await using var service = await ScanoutProcess.ServeAsync("scanout.displays.\"demo-2\".vnc.port = " + FreePort(), "--demo", "2");
        var display = await service.WaitForDisplayAsync("demo-1", display => display.State is "live" or "idle" && display.Frames > 0);
        Assert.Equal((1280, 720, "XR24", 0, false), (display.Width, display.Height, display.Format, display.Viewers, display.Recording));
        Assert.Equal("127.0.0.1", display.Vnc!.Address);
        Assert.True(Guid.TryParse(display.Id, out _));
        Assert.Equal(["demo-1", "demo-2"], (await service.DisplaysAsync()).Select(each => each.Name));
        Assert.Equal(HttpStatusCode.NotFound, (await service.Web.GetAsync("api/displays/nobody/snapshot")).StatusCode);
    }

    [Fact]
    public async Task A_display_has_the_port_that_its_configuration_names()
    {
        var port = FreePort();
        await using var service = await ScanoutProcess.ServeAsync($"scanout.displays {{ \"demo-1\" {{ vnc.port = {port} }} }}", "--demo", "1");
        Assert.Equal(port, (await service.DisplayAsync("demo-1")).Vnc!.Port);
    }

    [Fact]
    public async Task A_snapshot_is_the_picture_and_is_not_sent_again_while_it_is_the_same()
    {
        using var directory = new TemporaryDirectory();
        await using var service = await ScanoutProcess.ServeAsync($"scanout.discovery.regions = \"{directory.Path}\"");
        using var region = new TestRegion(directory.Path, "vm", 320, 200);
        region.Paint(1);
        await service.WaitForDisplayAsync("vm", display => display.Frames > 0);

        var first = await service.Web.GetAsync("api/displays/vm/snapshot");
        Assert.Equal("image/png", first.Content.Headers.ContentType!.MediaType);
        Assert.Equal(0, (await ReadAsync(first)).CountDifferences(region.Expected()));

        using var again = new HttpRequestMessage(HttpMethod.Get, "api/displays/vm/snapshot");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await service.Web.SendAsync(again)).StatusCode);

        // A single pixel, far into the rest that a display may take: a snapshot is never an old picture.
        region.Publisher.Pixels[100 * region.Publisher.Layout.StrideBytes + 40] ^= 0xFF;
        region.Publisher.Publish();
        var second = await service.Web.GetAsync("api/displays/vm/snapshot");
        Assert.NotEqual(first.Headers.ETag, second.Headers.ETag);
        Assert.Equal(0, (await ReadAsync(second)).CountDifferences(region.Expected()));

        var small = await ReadAsync(await service.Web.GetAsync("api/displays/vm/snapshot?width=100"));
        Assert.Equal((100, 62), (small.WidthPixels, small.HeightPixels));
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Web.GetAsync("api/displays/vm/snapshot?width=0")).StatusCode);
    }

    [Fact]
    public async Task Metrics_have_the_names_that_are_promised()
    {
        await using var service = await ScanoutProcess.ServeAsync("", "--demo", "1");
        var display = await service.WaitForDisplayAsync("demo-1", display => display.Frames > 0);
        await using var viewer = await RawViewer.ConnectAsync(display.Vnc!.Port);
        for (var update = 0; update < 10; update++)
            await viewer.UpdateAsync();
        await Wait.UntilAsync(
            async () => (await service.Web.GetStringAsync("metrics")).Contains("scanout_capture_to_wire_seconds_count", StringComparison.Ordinal),
            TimeSpan.FromSeconds(20), () => "no update was measured");
        var metrics = await service.Web.GetStringAsync("metrics");
        foreach (var name in (string[])[
            "scanout_frames_captured_total", "scanout_polls_total", "scanout_tiles_changed_total", "scanout_capture_seconds_bucket",
            "scanout_capture_to_wire_seconds_bucket", "scanout_viewers", "scanout_encoded_bytes_total", "scanout_device_fds", "scanout_native_bytes"])
            Assert.Contains(metrics.Split('\n'), line => line.StartsWith(name, StringComparison.Ordinal));
        Assert.Contains(metrics.Split('\n'), line => line.StartsWith("scanout_viewers{", StringComparison.Ordinal)
            && line.Contains("protocol=\"vnc\"", StringComparison.Ordinal) && line.EndsWith(" 1", StringComparison.Ordinal));
        Assert.Contains("scanout_actor_restarts_total", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_configuration_lists_all_its_faults_and_nothing_starts()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "scanout.capture.rate = fast\nscanout.web.prot = 1\nscanout.vnc.address = 0.0.0.0\n");
        var (exitCode, output, errors) = await ScanoutProcess.RunAsync("serve", "--config", file);
        Assert.Equal((78, ""), (exitCode, output));
        var lines = errors.Trim().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Contains(lines, line => line.StartsWith("scanout.capture.rate: ", StringComparison.Ordinal) && line.Contains($"({file}:1)", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("scanout.web.prot: ", StringComparison.Ordinal) && line.Contains("port", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("insecure", StringComparison.Ordinal) && line.Contains($"({file}:3)", StringComparison.Ordinal));

        var check = await ScanoutProcess.RunAsync("check", file);
        Assert.Equal((78, errors), (check.ExitCode, check.Errors));
        File.Delete(file);
        Assert.Equal(78, (await ScanoutProcess.RunAsync("serve", "--config", file)).ExitCode);
    }

    [Fact]
    public async Task A_web_port_that_is_taken_is_one_clear_line()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var file = Path.GetTempFileName();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await File.WriteAllTextAsync(file, $"scanout.web.port = {port}\nscanout.discovery.regions = \"\"\n");
        var (exitCode, _, errors) = await ScanoutProcess.RunAsync("serve", "--config", file);
        File.Delete(file);
        Assert.Equal(1, exitCode);
        Assert.Equal([$"scanout: web 127.0.0.1:{port} is taken by another program"], errors.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_vnc_port_that_is_taken_leaves_the_service_running_and_is_had_once_it_is_free()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var service = await ScanoutProcess.ServeAsync($"scanout.displays.demo-1.vnc.port = {port}", "--demo", "2");
        Assert.Null((await service.DisplayAsync("demo-1")).Vnc);
        Assert.NotNull((await service.DisplayAsync("demo-2")).Vnc);
        Assert.Single(service.Errors, line => line.Contains($"demo-1 has no VNC port: {port}", StringComparison.Ordinal));
        other.Stop();
        await service.WaitForDisplayAsync("demo-1", display => display.Vnc?.Port == port);
        Assert.Single(service.Errors, line => line.Contains("has no VNC port", StringComparison.Ordinal));
        await using var viewer = await RawViewer.ConnectAsync(port);
    }

    [Fact]
    public async Task Bad_usage_is_told_in_one_line()
    {
        foreach (var arguments in (string[][])[["bogus"], ["serve", "--demo", "many"], [], ["snapshot", "vm"], ["demo-region", "x", "--size", "big"]])
        {
            var (exitCode, output, errors) = await ScanoutProcess.RunAsync(arguments);
            Assert.Equal((64, ""), (exitCode, output));
            Assert.Single(errors.Trim().Split('\n'));
        }
        Assert.Equal(0, (await ScanoutProcess.RunAsync("serve", "--help")).ExitCode);
    }

    [Fact]
    public async Task The_commands_ask_the_running_service()
    {
        await using var service = await ScanoutProcess.ServeAsync("", "--demo", "1");
        await service.WaitForDisplayAsync("demo-1", display => display.Frames > 0);
        var web = service.Web.BaseAddress!.ToString();
        var json = await ScanoutProcess.RunAsync("displays", "--json", "--web", web);
        Assert.StartsWith("[{\"name\":\"demo-1\",\"id\":", json.Output);
        var table = await ScanoutProcess.RunAsync("displays", "--web", web);
        Assert.Contains("demo-1", table.Output, StringComparison.Ordinal);

        var png = Path.Combine(Path.GetTempPath(), $"scanout-{Guid.NewGuid():n}.png");
        Assert.Equal(0, (await ScanoutProcess.RunAsync("snapshot", "demo-1", png, "--web", web)).ExitCode);
        Assert.Equal(1280, (await Picture.FromPngAsync(png)).WidthPixels);
        File.Delete(png);
        var (exitCode, _, errors) = await ScanoutProcess.RunAsync("snapshot", "nobody", png, "--web", web);
        Assert.Equal((1, "scanout: there is no display 'nobody'"), (exitCode, errors.Trim()));
    }

    [Fact]
    public async Task A_command_without_a_service_says_so()
    {
        var (exitCode, _, errors) = await ScanoutProcess.RunAsync("displays", "--web", $"http://127.0.0.1:{FreePort()}");
        Assert.Equal(1, exitCode);
        Assert.StartsWith("scanout: no service answers at", errors);
    }

    static async Task<Picture> ReadAsync(HttpResponseMessage response)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, await response.Content.ReadAsByteArrayAsync());
        var picture = await Picture.FromPngAsync(file);
        File.Delete(file);
        return picture;
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
