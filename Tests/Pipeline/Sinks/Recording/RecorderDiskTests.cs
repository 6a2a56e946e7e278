using Scanout.Codecs.Recording;
using Scanout.Pipeline.Recordings;
using Scanout.Pipeline.Recordings.Packing;
using Scanout.Pipeline.Sinks.Recording;
using Scanout.Tests.Pipeline.Devices.Memory;
using Scanout.Tests.Pipeline.Recordings.Store;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Sinks.Recording;

[Collection(NativeCountsCollection.Name)]
public sealed class RecorderDiskTests
{
    static readonly TimeSpan HalfSecond = TimeSpan.FromMilliseconds(500);

    [Fact]
    public void What_was_shown_is_in_the_file_within_half_a_second()
    {
        using var stage = new RecordedStage();
        stage.Start();
        for (var picture = 0; picture < 40; picture++)
        {
            stage.Paint(device => device.FillRandom(new Random(picture)));
            var due = stage.ShownAt.FindLastIndex(time => time <= stage.Now - HalfSecond - RecordedStage.Beat) + 1;
            Assert.Equal(stage.Shown.Take(due), stage.Played().Take(due));
        }
        stage.Rest(HalfSecond + RecordedStage.Beat);
        Assert.Equal(stage.Shown, stage.Played());
    }

    [Fact]
    public void A_crash_after_any_write_loses_no_more_than_the_last_second()
    {
        using var stage = new RecordedStage();
        List<(TimeSpan Now, byte[] File)> crashes = [];
        stage.BeforeWrite = () => crashes.Add((stage.Now, stage.Segments is [var path] ? File.ReadAllBytes(path) : []));
        stage.Start();
        stage.PaintMuch(80);
        stage.Rest(TimeSpan.FromSeconds(25), step: TimeSpan.FromMilliseconds(200));
        stage.PaintMuch(20, seed: 8);
        stage.Stop();
        Assert.InRange(crashes.Count, 12, 100);
        using var directory = new TemporaryDirectory();
        foreach (var (now, file) in crashes.Where(crash => crash.File.Length > 0))
        {
            var path = Path.Combine(directory.Path, "crashed.scanout");
            File.WriteAllBytes(path, file);
            SegmentRepair.Run(path, null, CancellationToken.None);
            RecordingSoundness.Check([path], null);
            var played = stage.Played(path);
            Assert.Equal(stage.Shown.Take(played.Count), played);
            Assert.InRange(played.Count, stage.ShownAt.Count(time => time <= now - TimeSpan.FromSeconds(1)), stage.Shown.Count);
        }
    }

    [Fact]
    public void A_slow_disk_costs_pictures_that_are_told_of_and_no_memory()
    {
        using var readings = new MeterReadings();
        using var stage = new RecordedStage(display: "slowly");
        stage.Start();
        stage.PaintMuch(30);
        stage.HangDisk();
        stage.PaintMuch(125, seed: 8);
        var gathered = stage.Recorder.GatheredBytes;
        Assert.InRange(gathered, 1, 9 << 20);
        stage.PaintMuch(125, seed: 9);
        Assert.Equal(gathered, stage.Recorder.GatheredBytes);
        // The newest frame, which is the capture's, and the last one that was recorded.
        Assert.InRange(stage.TilesOut, 20, 2 * 20);
        Assert.False(stage.Running.IsCompleted);
        stage.FreeDisk();
        // The newest picture does not wait for another one.
        stage.Rest(TimeSpan.FromSeconds(1));
        Assert.Equal(stage.Shown[^1], stage.Played()[^1]);
        stage.PaintMuch(30, seed: 10);
        Assert.Equal(RecordingEndReason.Told, stage.Stop().Why);
        stage.AssertSound();
        CheckSkipped(stage, GapReason.SlowDisk, readings["scanout.recording.skipped{display=slowly,reason=slow-disk}"]);
        Assert.Equal(1, readings["scanout.recording.gaps{display=slowly,reason=slow-disk}"]);
        Assert.Equal(stage.FileBytes, readings["scanout.recording.bytes{display=slowly}"]);
        Assert.Equal(stage.Played().Count, readings["scanout.recording.pictures{display=slowly}"]);
    }

    [Fact]
    public void A_disk_that_is_slow_while_segments_change_is_told_of()
    {
        using var stage = new RecordedStage();
        stage.Settings = stage.Settings with { SegmentBytes = 1 << 20 };
        stage.Start();
        stage.PaintMuch(3);
        stage.HangDisk();
        for (var picture = 0; picture < 100 && stage.Segments.Length == 1; picture++)
        {
            stage.Device.FillRandom(new Random(picture));
            stage.LookOnly();
        }
        stage.FreeDisk();
        stage.PaintMuch(30, seed: 9);
        stage.Stop();
        stage.AssertSound();
        Assert.InRange(stage.Segments.Length, 2, 100);
        var (played, gap) = (stage.Played(), Assert.Single(stage.Gaps()));
        var missed = stage.Shown.Except(played).ToList();
        // Some may have been too fast for it before that.
        Assert.Equal(GapReason.SlowDisk, gap.Why);
        Assert.InRange(gap.PictureCount, 1, missed.Count);
        Assert.Equal(stage.ShownAt[stage.Shown.IndexOf(missed[^1]) + 1], gap.To);
        Assert.InRange(gap.From, stage.ShownAt[stage.Shown.IndexOf(missed[0])], gap.To - TimeSpan.FromSeconds(1));
        Assert.Empty(played.Except(stage.Shown));
    }

    [Fact]
    public async Task Who_is_told_to_stop_while_the_disk_hangs_closes_the_segment_when_it_answers()
    {
        using var stage = new RecordedStage();
        stage.Start();
        stage.PaintMuch(30);
        stage.HangDisk();
        stage.PaintMuch(100, seed: 8);
        var stopping = Task.Run(stage.Stop);
        Assert.False(stage.Running.IsCompleted);
        stage.FreeDisk();
        Assert.Equal(RecordingEndReason.Told, (await stopping).Why);
        stage.AssertSound();
        var gap = Assert.Single(stage.Gaps());
        Assert.Equal((GapReason.SlowDisk, stage.Shown.Count - stage.Played().Count), (gap.Why, (int)gap.PictureCount));
        Assert.Equal(stage.Now, gap.To);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_full_disk_ends_the_recording_and_the_next_one_goes_on_with_a_gap(bool hasRoomForTheEnd)
    {
        using var stage = new RecordedStage(keepFreeBytes: 1000);
        stage.Start();
        stage.PaintMuch(40);
        if (hasRoomForTheEnd)
            stage.Calls.Free = 999;
        else
            stage.Calls.RoomBytes = 100;
        stage.PaintMuch(40, seed: 8);
        Assert.Equal(RecordingEndReason.NoRoom, stage.End().Why);
        Assert.Equal(hasRoomForTheEnd ? SegmentState.Complete : SegmentState.Torn, SegmentInspection.Read(stage.Segments[0]).State);
        // It is tried again, in vain, and that leaves nothing.
        stage.Start();
        Assert.Equal(RecordingEndReason.NoRoom, stage.End().Why);
        Assert.Single(stage.Segments);
        stage.PaintMuch(20, seed: 9);
        (stage.Calls.Free, stage.Calls.RoomBytes) = (null, long.MaxValue);
        stage.Start();
        var begun = stage.Now;
        stage.PaintMuch(20, seed: 10);
        stage.Stop();
        stage.AssertSound();
        Assert.Equal([1, 2], stage.Segments.Select(path => SegmentInspection.Read(path).Facts.Number));
        var gap = Assert.Single(stage.Gaps());
        Assert.Equal((GapReason.NoRoom, begun), (gap.Why, gap.To));
        var before = stage.ShownAt.Count(time => time <= gap.From);
        Assert.Equal(stage.Shown.Take(before), stage.Played().Take(before));
        Assert.InRange(gap.From, TimeSpan.FromSeconds(0.6), TimeSpan.FromSeconds(2.6));
        Assert.Equal(stage.Shown[^20..], stage.Played()[^20..]);
    }

    [Fact]
    public void What_may_not_be_on_the_disk_yet_is_in_the_file_and_in_the_chain_all_the_same()
    {
        using var stage = new RecordedStage();
        stage.Settings = stage.Settings with { Sync = TimeSpan.FromSeconds(1) };
        stage.Start();
        stage.PaintMuch(20);
        stage.Calls.FlushErrno = TroubledCalls.Eio;
        stage.PaintMuch(60, seed: 8);
        Assert.Equal(RecordingEndReason.Gone, stage.End().Why);
        Assert.Equal(SegmentState.Complete, SegmentInspection.Read(stage.Segments[0]).State);
        stage.Calls.FlushErrno = 0;
        stage.Start();
        stage.PaintMuch(20, seed: 9);
        stage.Stop();
        stage.AssertSound();
        Assert.Equal(GapReason.Failed, Assert.Single(stage.Gaps()).Why);
    }

    [Fact]
    public void A_segment_whose_first_picture_has_no_room_does_not_break_the_chain()
    {
        using var stage = new RecordedStage(keepFreeBytes: 1000);
        stage.Settings = stage.Settings with { SegmentBytes = 1 << 20 };
        stage.BeforeWrite = () =>
        {
            if (stage.Segments is [_, var second] && new FileInfo(second).Length == 0)
                stage.Calls.Free = 999;
        };
        stage.Start();
        for (var picture = 0; picture < 200 && !stage.Running.IsCompleted; picture++)
        {
            stage.Paint(device => device.FillRandom(new Random(picture)));
            if (stage.Segments.Length == 2)
                stage.Calls.Free ??= 999;
        }
        stage.Calls.Free = 999;
        stage.PaintMuch(20);
        Assert.Equal(RecordingEndReason.NoRoom, stage.End().Why);
        stage.Calls.Free = null;
        stage.Start();
        stage.PaintMuch(5, seed: 9);
        stage.Stop();
        stage.AssertSound();
        Assert.Equal(GapReason.NoRoom, Assert.Single(stage.Gaps()).Why);
        Assert.Equal(Enumerable.Range(1, stage.Segments.Length), stage.Segments.Select(path => (int)SegmentInspection.Read(path).Facts.Number));
    }

    [Fact]
    public void A_directory_that_is_deleted_ends_the_recording_and_the_next_one_makes_it_anew()
    {
        using var stage = new RecordedStage();
        stage.Start();
        stage.PaintMuch(20);
        Directory.Delete(stage.Root, recursive: true);
        stage.PaintMuch(20, seed: 8);
        Assert.Equal(RecordingEndReason.Gone, stage.End().Why);
        stage.Start();
        stage.PaintMuch(20, seed: 9);
        Assert.Equal(RecordingEndReason.Told, stage.Stop().Why);
        stage.AssertSound();
        Assert.Equal(GapReason.Failed, Assert.Single(stage.Gaps()).Why);
        // The one that it was begun with, and those after it.
        Assert.Equal(21, stage.Played().Count);
    }

    [Fact]
    public async Task The_bound_holds_while_many_record_and_what_is_closed_is_packed()
    {
        const long MaxBytes = 6 << 20;
        using var stage = new RecordedStage(maxBytes: MaxBytes);
        using var second = new RecordedStage(display: "second", host: stage);
        using var third = new RecordedStage(display: "third", host: stage);
        using var fourth = new RecordedStage(display: "fourth", host: stage);
        RecordedStage[] stages = [stage, second, third, fourth];
        var largest = 0L;
        foreach (var each in stages)
        {
            each.Settings = each.Settings with { SegmentBytes = 600 << 10 };
            each.Calls.OnWrite = Measure;
            each.Start();
        }
        using var ending = new CancellationTokenSource();
        using var upkeep = new RecordingUpkeep(stage.Store, secret: null, packs: true, stage.Log);
        var packing = Task.Run(() =>
        {
            while (!ending.IsCancellationRequested)
            {
                upkeep.RunOnce(CancellationToken.None);
                Measure();
            }
        });
        for (var picture = 0; picture < 60; picture++)
            foreach (var each in stages)
            {
                each.Paint(device => device.FillRandom(new Random(picture % 7)));
                Measure();
            }
        await ending.CancelAsync();
        await packing;
        foreach (var each in stages)
        {
            Assert.Equal(RecordingEndReason.Told, each.Stop().Why);
            each.AssertSound();
            // What there was before the first segment that is left is not known any more.
            Assert.Equal(PictureOf(each.Shown[^1]), PictureOf(each.Played()[^1]));
        }
        Assert.InRange(largest, MaxBytes / 2, MaxBytes);

        // A file that takes another one's place meanwhile may be seen twice.
        void Measure() => largest = Math.Max(largest, Enumerable.Range(0, 3).Min(_ => BytesBelow(stage.Root)));
    }

    static string PictureOf(string line) => line.Split(' ', 2)[1];

    static long BytesBelow(string directory)
    {
        var bytes = 0L;
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories))
            try
            {
                bytes += file.Length;
            }
            catch (FileNotFoundException)
            {
                // It has just gone.
            }
        return bytes;
    }

    /// <summary>What was shown is what was recorded and what is told to be missing, and the gap begins and ends with the pictures around it.</summary>
    static void CheckSkipped(RecordedStage stage, GapReason why, double? counted)
    {
        var (played, shown, times) = (stage.Played(), stage.Shown, stage.ShownAt);
        var gap = Assert.Single(stage.Gaps());
        var missed = shown.Except(played).ToList();
        Assert.NotEmpty(missed);
        Assert.Equal((why, missed.Count), (gap.Why, (int)gap.PictureCount));
        if (counted is { } count)
            Assert.Equal(missed.Count, count);
        var (first, last) = (shown.IndexOf(missed[0]), shown.IndexOf(missed[^1]));
        Assert.Equal(missed.Count - 1, last - first);
        Assert.Equal((times[first], times[last + 1]), (gap.From, gap.To));
        Assert.Empty(played.Except(shown));
    }
}
