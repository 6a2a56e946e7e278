using Microsoft.Extensions.Time.Testing;
using Scanout.Pipeline.Recordings.Packing;
using Scanout.Pipeline.Recordings.Store;
using Scanout.Pipeline.Sinks.Recording;
using Scanout.Tests.Codecs.Recording.Reference;
using Scanout.Tests.Pipeline.Recordings;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Sinks.Recording;

/// <summary>What the recorder writes, as the reader has it that was written from FORMAT.md alone: every picture, to the pixel and the microsecond.</summary>
public sealed class RecorderFilesTests : IDisposable
{
    static readonly byte[] Secret = [.. "a secret of thirty-two bytes, all of them in this file\n"u8];
    static readonly DateTimeOffset Start = new(2026, 11, 26, 3, 12, 0, TimeSpan.Zero);

    readonly TemporaryDirectory directory = new();
    readonly FakeTimeProvider time = new(Start);
    readonly DiskThread disk = new();
    readonly RecordedLog log = new();
    readonly RecordingStore store;

    public RecorderFilesTests() => store = new(new() { Directory = directory.Path, KeepFreeBytes = 0 }, time, log);

    public void Dispose()
    {
        store.Dispose();
        disk.Dispose();
        directory.Dispose();
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    public async Task Every_picture_that_was_recorded_is_in_the_files_when_it_was_shown(int seed, bool isSealed)
    {
        using var scenes = new RecordedScenes($"scenes-{seed}", time, seed);
        await RecordAsync(scenes, new Random(seed), 120, isSealed);
        AssertShows(scenes, isSealed);
    }

    [Fact]
    public async Task What_follows_an_end_begins_with_the_gap_and_goes_on_with_the_chain()
    {
        using var scenes = new RecordedScenes("scenes-gap", time, 6);
        var (random, history) = (new Random(6), new RecordingHistory());
        for (var run = 0; run < 3; run++)
        {
            await RecordAsync(scenes, random, 20, isSealed: false, history);
            time.Advance(TimeSpan.FromSeconds(30));
        }
        var gaps = AssertShows(scenes, isSealed: false).Where(gap => gap.Reason == (int)Scanout.Codecs.Recording.GapReason.NotRunning).ToList();
        Assert.Equal([30_000_000, 30_000_000], gaps.Select(gap => (long)gap.Microseconds));
    }

    [RealPeerFact(ReferenceZstd.Command)]
    public async Task Packed_files_tell_the_same_and_end_with_the_same_link()
    {
        foreach (var (seed, isSealed) in ((int, bool)[])[(7, false), (8, true)])
        {
            using var scenes = new RecordedScenes($"scenes-{seed}", time, seed);
            await RecordAsync(scenes, new Random(seed), 80, isSealed);
            var before = Files(scenes, isSealed).ToDictionary(file => file.Path, file => file.Read);
            using (var upkeep = new RecordingUpkeep(store, isSealed ? Secret : null, packs: true, log))
                upkeep.RunOnce(CancellationToken.None);
            var after = Files(scenes, isSealed).ToList();
            Assert.Contains(after, file => file.Read.Chunks.Any(chunk => chunk.Kind == ReferenceChunk.Pack));
            foreach (var (path, read) in after)
            {
                Assert.Equal(before[path].Events.Select(Told), read.Events.Select(Told));
                Assert.Equal(before[path].LastLink, read.LastLink);
            }
            AssertShows(scenes, isSealed);
        }
    }

    [Fact]
    public async Task An_empty_file_that_a_crash_left_does_not_hide_the_segment_before_it()
    {
        using var scenes = new RecordedScenes("scenes-empty", time, 9);
        await RecordAsync(scenes, new Random(9), 20, isSealed: false);
        var last = Files(scenes, isSealed: false).Last().Read.LastLink;
        time.Advance(TimeSpan.FromSeconds(3));
        store.Create("scenes-empty", time.GetUtcNow());
        time.Advance(TimeSpan.FromSeconds(3));
        await RecordAsync(scenes, new Random(10), 2, isSealed: false);
        Assert.Contains(Files(scenes, isSealed: false), file => file.Read.Facts!.Previous.AsSpan().SequenceEqual(last));
    }

    static string Told(ReferenceEvent told) => Codecs.Recording.ReferenceRecordingTests.Told(told);

    async Task RecordAsync(RecordedScenes scenes, Random random, int pictures, bool isSealed, RecordingHistory? history = null)
    {
        var settings = new RecorderSettings
        {
            Host = "host", Secret = isSealed ? Secret : null, SegmentBytes = 300_000, KeyInterval = TimeSpan.FromSeconds(1),
        };
        var name = scenes.Surface.Name;
        var recorder = new Recorder(new(scenes.Surface, RecordingPolicy.On, () => Guid.Empty), settings, store, disk, history ?? new(), log);
        using var readings = new MeterReadings();
        using var ending = new CancellationTokenSource();
        // What is there already is recorded first.
        var first = scenes.ShowAgain() ? 0 : 1;
        var running = recorder.RunAsync(ending.Token);
        for (var picture = first; picture <= pictures; picture++)
        {
            if (picture > 0)
            {
                time.Advance(TimeSpan.FromMilliseconds(random.Next(6) == 0 ? random.Next(1000, 2500) : random.Next(34, 200)));
                scenes.Step();
            }
            await Wait.UntilAsync(() => running.IsCompleted || readings[$"scanout.recording.pictures{{display={name}}}"] >= picture + 1 - first,
                TimeSpan.FromSeconds(30), () => $"picture {picture} is not recorded: {recorder.Status}, {log}");
        }
        await ending.CancelAsync();
        Assert.Equal(RecordingEndReason.Told, (await running).Why);
    }

    IEnumerable<(string Path, ReferenceRecording Read)> Files(RecordedScenes scenes, bool isSealed) =>
        from path in Directory.GetFiles(store.DirectoryOf(scenes.Surface.Name), "*.scanout").Order(StringComparer.Ordinal)
        let bytes = File.ReadAllBytes(path)
        where bytes.Length > 0
        select (path, ReferenceRecording.Read(bytes, isSealed ? Secret : null));

    /// <summary>All files are whole and follow one another, and together they show each picture once at least; returns the gaps.</summary>
    List<ReferenceGap> AssertShows(RecordedScenes scenes, bool isSealed)
    {
        var (left, gaps) = (scenes.Shown.Keys.ToHashSet(), new List<ReferenceGap>());
        byte[]? last = null;
        foreach (var (path, read) in Files(scenes, isSealed))
        {
            Assert.Equal((path, null, null, true, 1), (path, read.Breach, read.ChainBreak, read.IsComplete, read.HowClosed));
            Assert.Empty(read.Faults);
            Assert.Equal(last, read.Facts!.Previous);
            last = read.LastLink;
            Assert.All(read.Chunks, chunk => Assert.True(chunk.Span <= 1000 || chunk.Kind == ReferenceChunk.Pack, $"{chunk}"));
            gaps.AddRange(read.Events.OfType<ReferenceGap>());
            var start = (read.Facts.Start - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            foreach (var line in ShownPictures.Of(read.Events))
            {
                var parts = line.Split(' ', 2);
                var at = start + long.Parse(parts[0], null);
                Assert.Equal(scenes.Shown[at], parts[1]);
                left.Remove(at);
            }
        }
        Assert.Empty(left);
        return gaps;
    }
}
