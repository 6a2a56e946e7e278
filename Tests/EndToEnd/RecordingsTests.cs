using System.Net.Http.Json;
using Scanout.Hosting.Web.Recordings;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

public sealed class RecordingsTests : IDisposable
{
    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task The_service_makes_the_directory_and_lists_what_is_in_it()
    {
        var path = Path.Combine(directory.Path, "recordings");
        await using var service = await ScanoutProcess.ServeAsync($"scanout.recording.directory = \"{path}\"", "--demo", "1");
        Assert.True(Directory.Exists(path));
        Assert.Empty((await service.Web.GetFromJsonAsync<RecordingRecord[]>("api/recordings"))!);
        var display = await service.DisplayAsync("demo-1");
        Assert.Equal((false, null), (display.Recording, display.Recorder));
        Assert.Contains("scanout_recording_open_segments{} 0", await service.Web.GetStringAsync("metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_can_not_be_made_is_a_fault_and_nothing_starts()
    {
        var (file, path) = (Path.Combine(directory.Path, "config.hocon"), "/proc/scanout");
        await File.WriteAllTextAsync(file, $"\nscanout.recording.directory = \"{path}\"\n");
        var (exitCode, output, errors) = await ScanoutProcess.RunAsync("serve", "--config", file);
        Assert.Equal((78, ""), (exitCode, output));
        var line = Assert.Single(errors.Trim().Split('\n'));
        Assert.StartsWith($"scanout.recording.directory: '{path}' can't be made or written: ", line, StringComparison.Ordinal);
        Assert.EndsWith($"({file}:2)", line, StringComparison.Ordinal);
        Assert.Equal(0, (await ScanoutProcess.RunAsync("check", file)).ExitCode);
    }

    [Fact]
    public async Task The_command_needs_a_directory_and_no_service()
    {
        var json = await ScanoutProcess.RunAsync("recordings", "--directory", directory.Path, "--json");
        Assert.Equal((0, "[]"), (json.ExitCode, json.Output.Trim()));
        var missing = await ScanoutProcess.RunAsync("recordings", "--directory", "/nowhere");
        Assert.Equal((1, "scanout: '/nowhere' is no directory"), (missing.ExitCode, missing.Errors.Trim()));
    }
}
