using Scanout.Hosting.Configuration;
using Scanout.Hosting.Configuration.Hocon;
using Scanout.Pipeline.Sinks.Recording;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Configuration;

public sealed class RecordingSettingsTests : IDisposable
{
    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void All_of_it_is_read()
    {
        var key = WriteKey(32, UnixFileMode.UserRead);
        var settings = Load($$"""
            scanout.recording {
              directory = "/var/lib/scanout", policy = on-activity, rate = 15, key-interval = 4s, segment-length = 1h, segment-bytes = 64MiB
              max-age = 30d, max-bytes = 100GiB, keep-free = 1GiB, quiet = 1m, sync = 500ms, key-file = "{{key}}", pack = off
            }
            """).Settings!.Recording;
        Assert.Equal(
            new RecordingSettings
            {
                Directory = "/var/lib/scanout", Policy = RecordingPolicy.OnActivity, Rate = 15, KeyInterval = TimeSpan.FromSeconds(4),
                SegmentLength = TimeSpan.FromHours(1), SegmentBytes = 64L << 20, MaxAge = TimeSpan.FromDays(30), MaxBytes = 100L << 30,
                KeepFreeBytes = 1L << 30, Quiet = TimeSpan.FromMinutes(1), Sync = TimeSpan.FromMilliseconds(500), KeyFile = key, Pack = false,
            },
            settings);
    }

    [Fact]
    public void A_display_has_its_own_policy_or_that_of_all()
    {
        var settings = Load("""
            scanout {
              recording { directory = "/var/lib/scanout", policy = on-activity }
              displays { a.record = off, b.record = on, c.record = true, d.record = on-activity, e.vnc.port = 5917 }
            }
            """).Settings!;
        Assert.Equal(
            [
                RecordingPolicy.Off, RecordingPolicy.On, RecordingPolicy.On, RecordingPolicy.OnActivity, RecordingPolicy.OnActivity,
                RecordingPolicy.OnActivity,
            ],
            new[] { "a", "b", "c", "d", "e", "f" }.Select(settings.RecordingOf));
    }

    [Theory]
    [InlineData("scanout.recording.policy = on", "scanout.recording.policy: there is nowhere to record to")]
    [InlineData("scanout.displays.vm.record = on-activity", "scanout.displays.vm.record: there is nowhere to record to")]
    [InlineData("scanout.displays.vm.record = perhaps", "scanout.displays.vm.record: 'perhaps' is none of off, on, on-activity")]
    [InlineData("scanout.recording.rate = 61", "scanout.recording.rate: '61' is no whole number from 1 to 60")]
    [InlineData("scanout.recording.max-bytes = 7MiB", "scanout.recording.max-bytes: '7MiB' is no size from 8MiB to 1024TiB")]
    [InlineData("scanout.recording.segment-bytes = big", "scanout.recording.segment-bytes: 'big' is no size from 1MiB to 16GiB")]
    [InlineData("scanout.recording.keep-free = -1", "scanout.recording.keep-free: '-1' is no size from 0B to 1024TiB")]
    [InlineData("scanout.recording.max-age = 1s", "scanout.recording.max-age: '1s' is no duration")]
    [InlineData("scanout.recording.segment-length = 25h", "scanout.recording.segment-length: '25h' is no duration")]
    [InlineData("scanout.recording.key-file = \"/nowhere\"", "scanout.recording.key-file: '/nowhere' is not there")]
    [InlineData("scanout.recording.directry = x", "scanout.recording.directry: is an unknown key; did you mean directory?")]
    public void What_is_wrong_is_told_with_path_and_place(string text, string fault)
    {
        var told = Assert.Single(Load($"\n{text}\n").Faults).ToString();
        Assert.Contains(fault, told, StringComparison.Ordinal);
        Assert.Matches(@"\(.*config\.hocon:2\)$", told);
    }

    [Fact]
    public void A_display_that_is_never_recorded_needs_no_directory() => Assert.NotNull(Load("scanout.displays.vm.record = off").Settings);

    [Fact]
    public void A_segment_is_an_eighth_of_all_at_most()
    {
        Assert.Equal(1L << 20, Load("scanout.recording.max-bytes = 8MiB").Settings!.Recording.SegmentBytes);
        Assert.Equal(256L << 20, Load("scanout.recording.max-bytes = 2GiB").Settings!.Recording.SegmentBytes);
        Assert.Equal(256L << 20, Load("").Settings!.Recording.SegmentBytes);
    }

    [Theory]
    [InlineData(31, UnixFileMode.UserRead, "has 31 bytes, fewer than the 32")]
    [InlineData(32, UnixFileMode.UserRead | UnixFileMode.GroupRead, "can be read or written by others")]
    [InlineData(32, UnixFileMode.UserRead | UnixFileMode.OtherWrite, "can be read or written by others")]
    public void A_key_that_is_short_or_not_kept_secret_is_a_fault(int bytes, UnixFileMode mode, string problem) =>
        Assert.Contains(
            problem, Assert.Single(Load($"scanout.recording.key-file = \"{WriteKey(bytes, mode)}\"").Faults).Problem, StringComparison.Ordinal);

    [Fact]
    public void The_directory_is_made_for_the_services_user_alone()
    {
        var path = Path.Combine(directory.Path, "deep", "recordings");
        Assert.Null(Prepare(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
        Assert.Empty(Directory.GetFileSystemEntries(path));
        Assert.Null(Prepare(path));
        Assert.Null(Prepare(""));
    }

    [Fact]
    public void A_directory_that_can_not_be_made_is_a_fault_with_its_place()
    {
        var file = Path.Combine(directory.Path, "file");
        File.WriteAllText(file, "");
        foreach (var path in (string[])[file, $"{file}/below", "/proc/scanout"])
        {
            var fault = Prepare(path)!;
            Assert.StartsWith($"scanout.recording.directory: '{path}' can't be made or written: ", fault.ToString(), StringComparison.Ordinal);
            Assert.Matches(@"\(.*config\.hocon:1\)$", fault.ToString());
        }
    }

    HoconFault? Prepare(string path)
    {
        var loaded = Load($"scanout.recording.directory = \"{path}\"");
        return RecordingDirectory.Prepare(loaded.Settings!.Recording, loaded.Tree);
    }

    string WriteKey(int bytes, UnixFileMode mode)
    {
        var file = Path.Combine(directory.Path, "key");
        File.WriteAllBytes(file, new byte[bytes]);
        File.SetUnixFileMode(file, mode);
        return file;
    }

    SettingsResult Load(string text)
    {
        var file = Path.Combine(directory.Path, "config.hocon");
        File.WriteAllText(file, text);
        return SettingsLoader.Load(file, [], new Dictionary<string, string?>());
    }
}
