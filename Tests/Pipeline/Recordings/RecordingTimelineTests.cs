using Scanout.Codecs.Recording;
using Scanout.Pipeline.Recordings;
using Scanout.Pipeline.Recordings.Export;
using Scanout.Tests.Codecs.Recording.Reference;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Recordings;

/// <summary>A display's segments as one stretch of time.</summary>
public sealed class RecordingTimelineTests : IDisposable
{
    static readonly DateTimeOffset Night = new(2026, 11, 26, 3, 12, 0, TimeSpan.Zero);

    readonly TemporaryDirectory directory = new();

    string Out => Path.Combine(directory.Path, "out.png");

    public void Dispose() => directory.Dispose();

    [Fact]
    public void What_lies_between_two_segments_is_a_gap_before_the_second_is_read()
    {
        WriteSegment(Night, 10);
        WriteSegment(Night.AddSeconds(10.5), 9.5);
        WriteSegment(Night.AddSeconds(36), 4);
        using var timeline = RecordingTimeline.Open(directory.Path, null);
        Assert.True(timeline.Seek(TimeSpan.FromSeconds(30)));
        var gap = Assert.Single(timeline.Gaps);
        Assert.Equal((TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(36), GapReason.NotRunning), (gap.From, gap.To, gap.Why));
    }

    [Fact]
    public void What_the_second_segment_says_of_it_is_told_once_it_was_read()
    {
        WriteSegment(Night, 10);
        WriteSegment(Night.AddSeconds(26), 4, GapReason.NothingHappened);
        using var timeline = RecordingTimeline.Open(directory.Path, null);
        while (timeline.Next())
        {
        }
        Assert.Equal(GapReason.NothingHappened, Assert.Single(timeline.Gaps).Why);
    }

    [Fact]
    public async Task A_picture_of_a_moment_of_which_nothing_is_known_is_refused()
    {
        WriteSegment(Night, 10);
        WriteSegment(Night.AddSeconds(26), 4);
        using var timeline = RecordingTimeline.Open(directory.Path, null);
        var refusal = await Assert.ThrowsAsync<ExportException>(() => PictureAsync(timeline, 18));
        Assert.Contains("from 2026-11-26 03:12:10", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Out));
        await PictureAsync(timeline, 10);
        await PictureAsync(timeline, 26);
    }

    [Fact]
    public async Task Where_nothing_happened_the_picture_stayed()
    {
        WriteSegment(Night, 10);
        WriteSegment(Night.AddSeconds(26), 4, GapReason.NothingHappened);
        using var timeline = RecordingTimeline.Open(directory.Path, null);
        await PictureAsync(timeline, 18);
        Assert.True(File.Exists(Out));
    }

    [Fact]
    public async Task A_video_tells_of_each_gap_that_it_covers()
    {
        WriteSegment(Night, 10);
        WriteSegment(Night.AddSeconds(26), 4);
        using var timeline = RecordingTimeline.Open(directory.Path, null);
        var result = await RecordingExport.RunAsync(
            timeline, new ExportSettings { Format = ExportFormat.Mkv, Codec = ExportCodec.Zmbv }, Out, null, CancellationToken.None);
        Assert.Contains("03:12:26", Assert.Single(result.Gaps), StringComparison.Ordinal);
        result = await RecordingExport.RunAsync(
            timeline, new ExportSettings { Format = ExportFormat.Mkv, Codec = ExportCodec.Zmbv, To = TimeSpan.FromSeconds(9) }, Out, null,
            CancellationToken.None);
        Assert.Empty(result.Gaps);
    }

    [Fact]
    public void A_sealed_recording_without_its_key_is_refused_when_it_is_opened()
    {
        var path = Path.Combine(directory.Path, "sealed.scanout");
        File.WriteAllBytes(path, ReferenceStory.Tell(4, new byte[32]).File);
        Assert.All((string[])[path, directory.Path], each =>
            Assert.Contains("needs its key", Assert.Throws<RecordingException>(() => RecordingTimeline.Open(each, null)).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_time_of_day_is_found_in_the_segment_that_had_it_where_the_clock_was_set_back()
    {
        WriteSegment(Night, 100, name: "1");
        WriteSegment(Night.AddSeconds(50), 100, name: "2");
        using var timeline = RecordingTimeline.Open(directory.Path, null);
        Assert.True(RecordingMoment.TryParse("2026-11-26T03:13:20Z", out var moment));
        Assert.Equal(
            TimeSpan.FromSeconds(130),
            moment.On(timeline.Start, timeline.End, timeline.WallClock, timeline.Moment, TimeZoneInfo.Utc));
        Assert.True(RecordingMoment.TryParse("03:14", out moment));
        Assert.Equal(
            TimeSpan.FromSeconds(170),
            moment.On(timeline.Start, timeline.End, timeline.WallClock, timeline.Moment, TimeZoneInfo.Utc));
    }

    [Fact]
    public void A_time_before_the_recording_is_not_taken_for_its_beginning()
    {
        WriteSegment(Night, 10);
        using var timeline = RecordingTimeline.Open(directory.Path, null);
        Assert.Equal(TimeSpan.FromHours(-1), timeline.Moment(Night.AddHours(-1)));
        Assert.Equal(TimeSpan.FromHours(1), timeline.Moment(Night.AddHours(1)));
    }

    Task<ExportResult> PictureAsync(RecordingTimeline timeline, double seconds) => RecordingExport.RunAsync(
        timeline, new ExportSettings { Format = ExportFormat.Png, From = TimeSpan.FromSeconds(seconds) }, Out, null, CancellationToken.None);

    void WriteSegment(DateTimeOffset start, double seconds, GapReason? before = null, string? name = null) =>
        File.WriteAllBytes(
            Path.Combine(directory.Path, $"{name ?? $"{start:HHmmssfff}"}.scanout"), MadeUpSegment.Of(start, TimeSpan.FromSeconds(seconds), before));
}
