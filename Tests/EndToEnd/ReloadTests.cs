using System.Text.Json;
using Scanout.Hosting.Web;
using Scanout.Hosting.Web.Recordings;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>SIGHUP, the watchdog, the journal and the end: what systemd and the service have to say to each other.</summary>
public sealed class ReloadTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task A_viewer_stays_while_rate_level_and_displays_change_and_what_can_not_is_named()
    {
        using var systemd = new NotifySocket();
        await using var service = await ScanoutProcess.ServeAsync("scanout.capture.rate = 60", systemd.Path, ["--demo", "2"]);
        await using var viewer = await RawViewer.ConnectAsync((await service.DisplayAsync("demo-1")).Vnc!.Port);
        systemd.ReceiveUntil("READY=1");

        await service.ConfigureAsync("akka.loglevel = DEBUG\nscanout.capture { rate = 5, threads = 3 }\nscanout.vnc.password = secret");
        await service.HangUpAsync();
        var reloading = systemd.ReceiveUntil("RELOADING=1")[^1];
        Assert.Matches("^RELOADING=1\nMONOTONIC_USEC=[0-9]+$", reloading);
        systemd.ReceiveUntil("READY=1");
        await ErrorAsync(service, "not read again", "2 changes are in force, 2 need a restart");
        Assert.Contains(service.Errors, line => line.Contains("configuration: scanout.capture.threads has changed and needs a restart (", StringComparison.Ordinal));
        Assert.Contains(service.Errors, line => line.EndsWith($"configuration: scanout.capture.rate is in force ({service.ConfigurationFile}:3)", StringComparison.Ordinal));
        Assert.DoesNotContain(service.Errors, line => line.Contains("secret", StringComparison.Ordinal));

        for (var update = 0; update < 5; update++)
            await viewer.UpdateAsync();
        Assert.Equal(1, (await service.DisplayAsync("demo-1")).Viewers);
        await Wait.UntilAsync(
            async () => (await service.DisplayAsync("demo-1")).UpdatesPerSecond is > 0 and < 8, Patience, () => "it is looked at as often as before");
    }

    [Fact]
    public async Task A_configuration_with_faults_changes_nothing_and_each_fault_is_told_with_its_place()
    {
        using var systemd = new NotifySocket();
        await using var service = await ScanoutProcess.ServeAsync("scanout.discovery.demo = 1", systemd.Path, []);
        await using var viewer = await RawViewer.ConnectAsync((await service.DisplayAsync("demo-1")).Vnc!.Port);
        systemd.ReceiveUntil("READY=1");

        await service.ConfigureAsync("scanout.discovery.demo = 3\nscanout.capture.rate = 9000\nscanout.captur.rate = 1");
        await service.HangUpAsync();
        systemd.ReceiveUntil("RELOADING=1");
        systemd.ReceiveUntil("READY=1");
        await ErrorAsync(service, "nothing has changed", "has 2 faults: nothing has changed");
        Assert.Contains(service.Errors, line => line.Contains($"scanout.capture.rate: '9000'", StringComparison.Ordinal)
            && line.Contains($"{service.ConfigurationFile}:3", StringComparison.Ordinal));
        Assert.Single(await service.DisplaysAsync());
        await viewer.UpdateAsync();

        // Once it is mended, it counts.
        await service.ConfigureAsync("scanout.discovery.demo = 3");
        await service.HangUpAsync();
        await Wait.UntilAsync(async () => (await service.DisplaysAsync()).Length == 3, Patience, () => string.Join('\n', service.Errors));
        await service.ConfigureAsync("scanout.discovery.demo = 2");
        await service.HangUpAsync();
        await service.WaitForDisplayAsync("demo-3", display => display.State == "lost", Patience);
        await viewer.UpdateAsync();
    }

    [Fact]
    public async Task Recording_begins_and_ends_and_regions_are_looked_for_elsewhere_on_a_reload()
    {
        var (recordings, one, other) = (Path.Combine(directory.Path, "recordings"), Path.Combine(directory.Path, "one"), Path.Combine(directory.Path, "other"));
        Directory.CreateDirectory(one);
        Directory.CreateDirectory(other);
        using var first = new TestRegion(one, "first", 64, 64);
        using var second = new TestRegion(other, "second", 64, 64);
        string Configuration(string regions, string policy) =>
            $"scanout {{ discovery.regions = \"{regions}\", recording {{ directory = \"{recordings}\", policy = {policy} }} }}";
        await using var service = await ScanoutProcess.ServeAsync(Configuration(one, "off"));
        await service.WaitForDisplayAsync("first", display => display.Frames > 0 && !display.Recording, Patience);

        await service.ConfigureAsync(Configuration(one, "on"));
        await service.HangUpAsync();
        await service.WaitForDisplayAsync("first", display => display.Recording, Patience);

        await service.ConfigureAsync(Configuration(other, "off"));
        await service.HangUpAsync();
        await service.WaitForDisplayAsync("first", display => !display.Recording && display.State == "lost", Patience);
        await service.WaitForDisplayAsync("second", display => display.Frames > 0 && !display.Recording, Patience);
    }

    [Fact]
    public async Task The_watchdog_is_fed_and_the_status_tells_what_the_service_does()
    {
        using var systemd = new NotifySocket();
        await using var service = await ScanoutProcess.ServeAsync(
            "", new Dictionary<string, string?> { ["NOTIFY_SOCKET"] = systemd.Path, ["WATCHDOG_USEC"] = "600000" }, "--demo", "2");
        systemd.ReceiveUntil("READY=1", "STATUS=2 displays, 0 viewers, 0 recorded", "WATCHDOG=1");
        systemd.ReceiveUntil("WATCHDOG=1");
    }

    [Fact]
    public async Task Health_tells_a_word_or_why()
    {
        await using var service = await ScanoutProcess.ServeAsync("", "--demo", "1");
        Assert.Equal("ready", await service.Web.GetStringAsync("health/ready"));
        foreach (var word in new[] { "live", "ready" })
        {
            var record = JsonSerializer.Deserialize<HealthRecord>(await service.Web.GetStringAsync($"health/{word}?verbose"), JsonSerializerOptions.Web)!;
            Assert.Equal(word, record.Status);
            Assert.Empty(record.Reasons);
            Assert.Single(record.Notes);
        }
    }

    [Fact]
    public async Task Where_standard_error_is_the_journal_lines_have_priorities_and_no_times()
    {
        var start = new System.Diagnostics.ProcessStartInfo("sh", [
            "-c", "JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2) exec \"$0\" serve --demo 1 --config \"$1\"", ScanoutProcess.Program,
            Path.Combine(directory.Path, "journal.hocon")])
        { RedirectStandardError = true, RedirectStandardOutput = true };
        await File.WriteAllTextAsync(start.ArgumentList[3], "scanout { web.port = 0, vnc.ports = \"0\", spice.ports = \"0\", discovery.regions = \"\" }");
        using var service = System.Diagnostics.Process.Start(start)!;
        try
        {
            var line = await service.StandardError.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
            Assert.Matches("^<[0-7]>[A-Za-z]", line);
        }
        finally
        {
            service.Kill();
            await service.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task The_end_refuses_who_comes_ends_who_is_there_and_closes_recordings()
    {
        var recordings = Path.Combine(directory.Path, "recordings");
        await using var service = await ScanoutProcess.ServeAsync($"scanout.recording {{ directory = \"{recordings}\", policy = on }}", "--demo", "3");
        var port = (await service.WaitForDisplayAsync("demo-1", display => display.Recording, Patience)).Vnc!.Port;
        await using var viewer = await RawViewer.ConnectAsync(port);
        var ending = service.TerminateAsync();
        Assert.True(await viewer.IsClosedAsync());
        Assert.Equal(0, await ending.WaitAsync(Patience));
        await Assert.ThrowsAnyAsync<Exception>(() => RawViewer.ConnectAsync(port));
        var (exitCode, output, errors) = await ScanoutProcess.RunAsync("recordings", "--directory", recordings, "--json");
        Assert.True(exitCode == 0, errors);
        var files = JsonSerializer.Deserialize<RecordingRecord[]>(output, JsonSerializerOptions.Web)!;
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Equal("complete", file.State));
    }

    static Task ErrorAsync(ScanoutProcess service, string what, string words) => Wait.UntilAsync(
        () => service.Errors.Any(line => line.Contains(words, StringComparison.Ordinal)), Patience, () => $"{what}: {string.Join('\n', service.Errors)}");
}
