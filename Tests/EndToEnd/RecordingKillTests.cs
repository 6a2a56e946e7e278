using Scanout.Pipeline.Recordings;
using Scanout.Tests.Codecs.Recording.Reference;
using Scanout.Tests.Pipeline.Recordings;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>
/// A service that is killed while it records loses the last second at most. Twenty times five displays are being recorded when it is killed: a hundred
/// recordings end at a random moment, in the middle of a chunk, of a rotation (segments are small), or of packing.
/// </summary>
public sealed class RecordingKillTests(Xunit.Abstractions.ITestOutputHelper output) : IDisposable
{
    const int Displays = 5;
    const int Kills = 20;

    /// <summary>A directory is recorded to by so many services, one after the other: each finds what the one before left.</summary>
    const int KillsOfDirectory = 4;

    const long SecondMicroseconds = 1_000_000;

    static readonly TimeSpan LongestLife = TimeSpan.FromMilliseconds(2200);

    readonly TemporaryDirectory directory = new();
    readonly Random random = new(8);
    int torn, empty, pictures;
    long mostLost;

    public void Dispose() => directory.Dispose();

    [RealPeerFact(ReferenceZstd.Command)]
    public async Task A_hundred_recordings_that_are_killed_at_random_moments_lose_the_last_second_at_most()
    {
        using var displays = new StampedDisplays(Directory.CreateDirectory(Path.Combine(directory.Path, "regions")).FullName, Displays);
        for (var kill = 0; kill < Kills; kill++)
        {
            var recordings = Path.Combine(directory.Path, $"recordings-{kill / KillsOfDirectory}");
            var (ready, killed) = await LiveAndDieAsync(recordings, packs: kill % KillsOfDirectory % 2 == 1);
            for (var display = 0; display < Displays; display++)
                Check(displays, display, Path.Combine(recordings, StampedDisplays.NameOf(display)), ready, killed);
            await CheckCommandsAsync(recordings, StampedDisplays.NameOf(kill % Displays));
        }
        output.WriteLine($"{pictures} pictures, all as painted; {torn} torn and {empty} empty files; the last {mostLost / 1000} ms were lost at most");
        Assert.True(torn >= Kills * Displays / 2, $"{torn} torn files");
    }

    /// <summary>Records for a while, and says from when on and when it was killed.</summary>
    async Task<(long Ready, long Killed)> LiveAndDieAsync(string recordings, bool packs)
    {
        await using var service = await ScanoutProcess.ServeAsync(
            $$"""
            scanout.discovery.regions = "{{directory.Path}}/regions"
            scanout.capture.rate = 60
            scanout.recording { directory = "{{recordings}}", policy = on, segment-bytes = 1MiB, pack = {{(packs ? "on" : "off")}}, keep-free = 1MiB }
            """);
        var ready = StampedDisplays.Now;
        await Task.Delay(LongestLife * random.NextDouble());
        // The end of this scope is SIGKILL.
        return (ready, StampedDisplays.Now);
    }

    /// <summary>All that one display has recorded, by both readers.</summary>
    void Check(StampedDisplays displays, int display, string recordings, long ready, long killed)
    {
        var shown = new List<(int Number, long Painted)>();
        byte[] last = [];
        var files = Directory.Exists(recordings) ? Directory.GetFiles(recordings, "*.scanout").Order(StringComparer.Ordinal).ToList() : [];
        foreach (var file in files)
        {
            var bytes = File.ReadAllBytes(file);
            if (bytes.Length == 0)
            {
                empty++;
                continue;
            }
            var read = ReferenceRecording.Read(bytes);
            Assert.Equal((file, null, null), (file, read.Breach, read.ChainBreak));
            Assert.Empty(read.Faults);
            // The next service made whole what the one before left, and went on with its chain.
            Assert.Equal((file, Convert.ToHexString(last)), (file, Convert.ToHexString(read.Facts!.Previous ?? [])));
            last = read.LastLink;
            torn += read.IsComplete ? 0 : 1;
            AssertProductShows(file, read);
            if (!read.IsComplete)
                AssertRepairable(file, read);
            var start = (read.Facts.Start - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            foreach (var picture in read.Pictures.Where(picture => !picture.IsNotice))
            {
                var stamp = StampedPicture.Read(display, picture.Bgr);
                Assert.True(stamp is not null, $"{file} shows at {picture.Time} what was never painted");
                Assert.InRange(start + picture.Time - stamp.Value.PaintedMicroseconds, -SecondMicroseconds / 10, 2 * SecondMicroseconds);
                shown.Add(stamp.Value);
            }
        }
        pictures += shown.Count(picture => picture.Painted >= ready);
        // A key picture shows what was shown before; apart from that, later is newer.
        Assert.Equal(shown.Select(picture => picture.Number).Order(), shown.Select(picture => picture.Number));
        AssertNothingIsMissing([.. displays.Painted(display, ready, killed)], shown, killed, recordings);
        if (shown.Count > 0 && shown[^1].Painted >= ready)
            mostLost = Math.Max(mostLost, displays.Painted(display, ready, killed).Last().Microseconds - shown[^1].Painted);
    }

    /// <summary>
    /// Within a second of each picture that was painted, one is shown, but for the last second. Where a busy machine let the service stand still, so that it asked for no
    /// picture, it could write none: that long is added.
    /// </summary>
    static void AssertNothingIsMissing(
        List<(int Number, long Microseconds)> painted, List<(int Number, long Painted)> shown, long killed, string where)
    {
        var times = shown.Select(picture => picture.Painted).ToList();
        for (var i = 0; i < painted.Count; i++)
        {
            var (at, still, before) = (painted[i].Microseconds, 0L, painted[i].Microseconds);
            for (var j = i + 1; j <= painted.Count && before <= at + SecondMicroseconds; j++)
            {
                var then = j < painted.Count ? painted[j].Microseconds : killed;
                (still, before) = (Math.Max(still, then - before), then);
            }
            var next = times.BinarySearch(at);
            next = next < 0 ? ~next : next;
            var (end, limit) = (next < times.Count ? times[next] : killed, SecondMicroseconds + still);
            Assert.True(end - at <= limit, $"{where}, killed at {killed}: nothing is shown for {end - at} µs from {painted[i]} on, and the service stood still for {still}");
        }
    }

    static void AssertProductShows(string file, ReferenceRecording read)
    {
        using var timeline = RecordingTimeline.Open(file, null);
        Assert.Equal(ShownPictures.Of(read.Events), ShownPictures.Of(timeline));
        Assert.Null(timeline.Fault);
        Assert.Equal(read.IsComplete ? SegmentState.Complete : SegmentState.Torn, SegmentInspection.Read(file).State);
    }

    void AssertRepairable(string file, ReferenceRecording torn)
    {
        var copy = Path.Combine(directory.Path, "repaired.scanout");
        File.Copy(file, copy, overwrite: true);
        Assert.True(SegmentRepair.Run(copy, null, CancellationToken.None).WasTorn);
        var repaired = ReferenceRecording.Read(File.ReadAllBytes(copy));
        Assert.Equal((true, null, null, 2), (repaired.IsComplete, repaired.Breach, repaired.ChainBreak, repaired.HowClosed));
        Assert.Empty(repaired.Faults);
        Assert.Equal(torn.Pictures.Select(picture => (picture.Time, picture.Hash)), repaired.Pictures.Select(picture => (picture.Time, picture.Hash)));
        Assert.Empty(SegmentVerification.Run(copy, null, CancellationToken.None).Faults);
    }

    /// <summary>What an operator would do, with a copy: list, repair, verify.</summary>
    async Task CheckCommandsAsync(string recordings, string display)
    {
        if (!Directory.Exists(Path.Combine(recordings, display)))
            return;
        var copies = Directory.CreateDirectory(Path.Combine(directory.Path, "copies", display)).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(recordings, display), "*.scanout").Where(file => new FileInfo(file).Length > 0))
            File.Copy(file, Path.Combine(copies, Path.GetFileName(file)));
        foreach (var file in Directory.GetFiles(copies).Where(file => SegmentInspection.Read(file).State == SegmentState.Torn))
        {
            Assert.NotEqual(0, (await ScanoutProcess.RunAsync("verify", file)).ExitCode);
            Assert.Equal((0, ""), ExitOf(await ScanoutProcess.RunAsync("repair", file)));
        }
        if (Directory.GetFiles(copies).Length > 0)
            Assert.Equal((0, ""), ExitOf(await ScanoutProcess.RunAsync("verify", copies)));
        Directory.Delete(copies, recursive: true);
    }

    static (int ExitCode, string Errors) ExitOf((int ExitCode, string Output, string Errors) run) => (run.ExitCode, run.Errors);
}
