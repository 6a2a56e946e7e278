using Scanout.Codecs.Recording;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Recordings;
using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Tests.Pipeline.Sinks.Recording;

public sealed class RecorderSegmentsTests
{
    [Fact]
    public void A_segment_ends_with_its_bytes_and_nothing_is_lost_over_it()
    {
        using var stage = new RecordedStage();
        stage.Settings = stage.Settings with { SegmentBytes = 2 << 20 };
        stage.Start();
        stage.PaintMuch(100);
        stage.Stop();
        CheckWhole(stage);
        Assert.InRange(stage.Segments.Length, 5, 40);
        Assert.All(stage.Segments, path => Assert.InRange(new FileInfo(path).Length, 1, 7 << 20));
    }

    [Fact]
    public void A_segment_ends_with_its_length()
    {
        using var stage = new RecordedStage { IsSealed = true };
        stage.Settings = stage.Settings with { SegmentLength = TimeSpan.FromSeconds(2) };
        stage.Start();
        stage.PaintMuch(200);
        stage.Stop();
        CheckWhole(stage);
        Assert.InRange(stage.Segments.Length, 4, 5);
    }

    [Fact]
    public void A_segment_in_which_little_happens_goes_on_up_to_a_day()
    {
        using var stage = new RecordedStage();
        stage.Settings = stage.Settings with { SegmentLength = TimeSpan.FromMinutes(1) };
        stage.Start();
        Blink(stage, 600, TimeSpan.FromSeconds(10));
        Assert.Single(stage.Segments);
        Blink(stage, 23, TimeSpan.FromHours(1));
        Assert.Equal(2, stage.Segments.Length);
        stage.Stop();
        CheckWhole(stage);
    }

    [Fact]
    public void On_activity_it_begins_with_activity_and_ends_after_a_while_without()
    {
        using var stage = OnActivity();
        stage.Start();
        Assert.Equal(RecordingState.Recording, stage.Recorder.Status.State);
        stage.Rest(TimeSpan.FromSeconds(6));
        Assert.Equal((RecordingState.Waiting, null), (stage.Recorder.Status.State, stage.Recorder.Status.File));
        Assert.Equal(SegmentState.Complete, SegmentInspection.Read(Assert.Single(stage.Segments)).State);
        var ended = stage.Now;
        Blink(stage, 40, TimeSpan.FromMilliseconds(500));
        Assert.Single(stage.Segments);
        stage.PaintMuch(10);
        Assert.Equal(RecordingState.Recording, stage.Recorder.Status.State);
        stage.Stop();
        stage.AssertSound();
        Assert.Equal(2, stage.Segments.Length);
        var gap = Assert.Single(stage.Gaps());
        Assert.Equal(GapReason.NothingHappened, gap.Why);
        Assert.InRange(gap.From, TimeSpan.FromSeconds(5), ended);
        Assert.Equal(stage.ShownAt[^10], gap.To);
        Assert.Equal([stage.Shown[0], .. stage.Shown[^10..]], stage.Played());
    }

    [Fact]
    public void A_caret_alone_does_not_keep_a_recording_going_but_what_is_typed_does()
    {
        using var stage = OnActivity();
        stage.Start();
        Blink(stage, 20, TimeSpan.FromMilliseconds(500));
        Assert.Equal(RecordingState.Waiting, stage.Recorder.Status.State);
        stage.Surface.TypeAt();
        Blink(stage, 1, TimeSpan.FromMilliseconds(100));
        Assert.Equal(RecordingState.Recording, stage.Recorder.Status.State);
        for (var second = 0; second < 10; second++)
        {
            stage.Surface.TypeAt();
            Blink(stage, 2, TimeSpan.FromMilliseconds(400));
        }
        Assert.Equal(2, stage.Segments.Length);
        Assert.Equal(RecordingState.Recording, stage.Recorder.Status.State);
        stage.Stop();
        stage.AssertSound();
    }

    [Fact]
    public void A_picture_that_rests_is_told_to_be_there()
    {
        using var stage = new RecordedStage();
        stage.Start();
        var first = stage.FileBytes;
        stage.Rest(TimeSpan.FromMinutes(10), step: TimeSpan.FromSeconds(1));
        var resting = RecordingTimelineEnd(stage);
        Assert.InRange(resting, stage.Now - TimeSpan.FromSeconds(11), stage.Now);
        // No more than a hundred bytes a second.
        Assert.InRange(stage.FileBytes - first, 60 * 40, 600 * 100);
        stage.Stop();
        Assert.Equal(stage.Now, RecordingTimelineEnd(stage));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Another_service_follows_what_it_finds(bool isTorn)
    {
        using var stage = new RecordedStage();
        stage.Start();
        stage.PaintMuch(30);
        stage.Stop();
        var (ended, path) = (stage.Now, stage.Segments[0]);
        if (isTorn)
            File.WriteAllBytes(path, File.ReadAllBytes(path)[..^50]);
        // What never came to anything is no segment.
        File.WriteAllBytes(path.Replace(".scanout", "9.scanout", StringComparison.Ordinal), []);
        stage.Rest(TimeSpan.FromSeconds(20), step: TimeSpan.FromSeconds(1));
        stage.Restart();
        var begun = stage.Now;
        stage.PaintMuch(5, seed: 9);
        stage.Stop();
        File.Delete(stage.Segments[1]);
        stage.AssertSound();
        Assert.Equal([1, 1], stage.Segments.Select(segment => SegmentInspection.Read(segment).Facts.Number));
        Assert.Equal(isTorn, SegmentInspection.Read(path).WasRepaired);
        var gap = Assert.Single(stage.Gaps());
        Assert.Equal((GapReason.NotRunning, ended, begun), (gap.Why, gap.From, gap.To));
        Assert.Equal([.. stage.Shown[..^5], FirstOf(stage, begun), .. stage.Shown[^5..]], stage.Played());
    }

    [Fact]
    public void Told_to_stop_at_any_time_it_closes_the_segment()
    {
        for (var looks = 0; looks < 16; looks++)
        {
            using var stage = new RecordedStage();
            stage.Start();
            stage.PaintMuch(looks);
            Assert.Equal(RecordingEndReason.Told, stage.Stop().Why);
            stage.AssertSound();
            Assert.Equal(stage.Shown, stage.Played());
            Assert.Equal(stage.Now, RecordingTimelineEnd(stage));
        }
    }

    [Fact]
    public async Task Told_to_stop_before_the_first_picture_it_leaves_nothing()
    {
        using var stage = new RecordedStage();
        using var ending = new CancellationTokenSource();
        var recorder = new Recorder(
            new RecordedDisplay(stage.Surface, RecordingPolicy.On, () => Guid.Empty), stage.Settings, stage.Store, stage.Disk, stage.History, stage.Log);
        var running = recorder.RunAsync(ending.Token);
        Assert.Equal((RecordingState.Waiting, "it has not shown a picture yet"), (recorder.Status.State, recorder.Status.Reason));
        await ending.CancelAsync();
        Assert.Equal(RecordingEndReason.Told, (await running).Why);
        Assert.Empty(stage.Segments);
    }

    static RecordedStage OnActivity()
    {
        var stage = new RecordedStage { Policy = RecordingPolicy.OnActivity };
        stage.Settings = stage.Settings with { Quiet = TimeSpan.FromSeconds(5) };
        return stage;
    }

    static void Blink(RecordedStage stage, int times, TimeSpan interval)
    {
        for (var blink = 0; blink < times; blink++)
            stage.Paint(device => device.Fill(new PixelRectangle(100, 80, 2, 14), blink % 2 == 0 ? 0u : 0xFFFFFFu), interval);
    }

    static TimeSpan RecordingTimelineEnd(RecordedStage stage)
    {
        using var timeline = RecordingTimeline.Open(stage.Folder, stage.KeyFile);
        return timeline.End;
    }

    /// <summary>What the display showed when the second service began.</summary>
    static string FirstOf(RecordedStage stage, TimeSpan begun) =>
        $"{(long)begun.TotalMicroseconds} {stage.Shown[^6].Split(' ', 2)[1]}";

    static void CheckWhole(RecordedStage stage)
    {
        stage.AssertSound();
        Assert.Equal(stage.Shown, stage.Played());
        Assert.Empty(stage.Gaps());
        Assert.Equal(
            Enumerable.Range(1, stage.Segments.Length),
            stage.Segments.Select(path => (int)SegmentInspection.Read(path, stage.Settings.Secret).Facts.Number));
    }
}
