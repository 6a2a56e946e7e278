using System.Text.Json;
using System.Text.RegularExpressions;
using Scanout.Hosting.Web.Recordings;
using Scanout.Tests.Pipeline.Recordings.Store;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>What a service records: on a disk that fills, sealed, and of some displays but not of others.</summary>
public sealed class RecordingTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [SmallDiskFact]
    public async Task A_disk_that_fills_stops_a_recording_which_goes_on_by_itself_when_there_is_room()
    {
        using var disk = new SmallDisk(6 << 20);
        var (filler, recordings) = (Path.Combine(disk.Path, "filler"), Path.Combine(disk.Path, "recordings"));
        await File.WriteAllBytesAsync(filler, new byte[5 << 20]);
        using var region = new TestRegion(directory.Path, "vm", 320, 200);
        region.Paint(0);
        await using var service = await ServeAsync($"directory = \"{recordings}\", policy = on, keep-free = 0");
        await service.WaitForDisplayAsync("vm", display => display.Recording, Patience);
        var seed = 0;
        var stopped = await service.WaitForDisplayAsync("vm", display => PaintAnd(display.Recorder?.State == "stopped"), Patience);
        Assert.False(stopped.Recording);
        Assert.Contains("can't be written", stopped.Recorder!.Reason, StringComparison.Ordinal);
        Assert.Contains("scanout_recording_state{display=\"vm\"} 0", await service.Web.GetStringAsync("metrics"), StringComparison.Ordinal);
        File.Delete(filler);
        await service.WaitForDisplayAsync("vm", display => PaintAnd(display.Recording), Patience);
        var again = (await service.DisplayAsync("vm")).Frames;
        await service.WaitForDisplayAsync("vm", display => PaintAnd(display.Frames > again + 5), Patience);
        var metrics = await service.Web.GetStringAsync("metrics");
        Assert.All(
            (string[])["scanout_recording_state", "scanout_recording_bytes(_bytes)?_total", "scanout_recording_pictures_total", "scanout_recording_gaps_total"],
            name => Assert.Matches(new Regex($"(?m)^{name}{{display=\"vm\"[^}}]*}} [1-9]"), metrics));
        Assert.Matches(new Regex("(?m)^scanout_recording_stored(_bytes)?({})? [1-9]"), metrics);
        Assert.Equal(0, await service.TerminateAsync());

        var listed = await ScanoutProcess.RunAsync("recordings", "--directory", recordings, "--json");
        var segments = JsonSerializer.Deserialize<RecordingRecord[]>(listed.Output, JsonSerializerOptions.Web)!;
        Assert.InRange(segments.Length, 2, 10);
        Assert.All(segments, segment => Assert.Equal(("vm", "complete"), (segment.Display, segment.State)));
        using var told = JsonDocument.Parse((await ScanoutProcess.RunAsync("info", segments[1].File, "--json")).Output);
        Assert.Equal((1, 2), (told.RootElement.GetProperty("gaps").GetInt32(), told.RootElement.GetProperty("number").GetInt32()));
        var (exitCode, output, errors) = await ScanoutProcess.RunAsync("verify", Path.Combine(recordings, "vm"));
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal(segments.Length, output.Trim().Split('\n').Length);

        bool PaintAnd(bool isReached)
        {
            if (!isReached)
                region.Paint(++seed);
            return isReached;
        }
    }

    [Fact]
    public async Task A_sealed_recording_needs_its_key()
    {
        using var files = new TemporaryDirectory();
        var key = Path.Combine(files.Path, "key");
        await File.WriteAllBytesAsync(key, [.. Enumerable.Range(0, 40).Select(value => (byte)(value * 3))]);
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var recordings = Path.Combine(files.Path, "recordings");
        using var region = new TestRegion(directory.Path, "vm", 320, 200);
        region.Paint(0);
        await using (var service = await ServeAsync($"directory = \"{recordings}\", policy = on, key-file = \"{key}\", keep-free = 0"))
        {
            await service.WaitForDisplayAsync("vm", display => display.Recorder?.Bytes > 0, Patience);
            Assert.Equal(0, await service.TerminateAsync());
        }
        var segment = Assert.Single(Directory.GetFiles(Path.Combine(recordings, "vm")));
        var (exitCode, _, errors) = await ScanoutProcess.RunAsync("verify", segment);
        Assert.Equal(1, exitCode);
        Assert.Contains("needs its key", Assert.Single(errors.Trim().Split('\n')), StringComparison.Ordinal);
        var good = await ScanoutProcess.RunAsync("verify", segment, "--key", key);
        Assert.Equal((0, ""), (good.ExitCode, good.Errors));
        var (played, _, refusal) = await ScanoutProcess.RunAsync("play", segment);
        Assert.NotEqual(0, played);
        Assert.Contains("needs its key", refusal.Trim().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_display_that_is_not_to_be_recorded_is_not()
    {
        using var recordings = new TemporaryDirectory();
        using var region = new TestRegion(directory.Path, "vm", 320, 200);
        using var secret = new TestRegion(directory.Path, "secret", 320, 200);
        region.Paint(0);
        secret.Paint(1);
        await using var service = await ServeAsync(
            $"directory = \"{recordings.Path}\", policy = on, keep-free = 0", "scanout.displays.secret.record = off");
        await service.WaitForDisplayAsync("vm", display => display.Recording, Patience);
        var off = await service.WaitForDisplayAsync("secret", display => display.Frames > 0, Patience);
        Assert.Equal((false, null), (off.Recording, off.Recorder));
        Assert.False(Directory.Exists(Path.Combine(recordings.Path, "secret")));
    }

    Task<ScanoutProcess> ServeAsync(string recording, string more = "") => ScanoutProcess.ServeAsync(
        $"scanout.discovery.regions = \"{directory.Path}\"\nscanout.recording {{ {recording} }}\n{more}");
}
