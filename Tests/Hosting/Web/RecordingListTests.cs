using System.Text.Json;
using Scanout.Hosting.Web;
using Scanout.Pipeline.Sinks.Recording;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Web;

public sealed class RecordingListTests : IDisposable
{
    static readonly DateTimeOffset Night = new(2026, 11, 26, 3, 12, 0, TimeSpan.Zero);

    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void Segments_are_listed_by_display_and_time_wherever_they_are()
    {
        var later = Write("b/later.scanout", 10);
        var earlier = Write("b/earlier.scanout", 20);
        var other = Write("a/other.scanout", 30);
        Write("a/notes.txt", 40);
        var list = RecordingList.Of(directory.Path, path => new SegmentFacts(
            Path.GetFileName(Path.GetDirectoryName(path)!), path == later ? Night.AddHours(1) : Night, null, "torn"));
        Assert.Equal(
            [
                new RecordingRecord(other, "a", Night, null, 30, "torn"),
                new RecordingRecord(earlier, "b", Night, null, 20, "torn"),
                new RecordingRecord(later, "b", Night.AddHours(1), null, 10, "torn"),
            ],
            list);
    }

    [Fact]
    public void What_goes_while_it_is_looked_at_and_what_is_no_segment_is_left_out()
    {
        Write("gone.scanout", 1);
        Write("junk.scanout", 1);
        Assert.Empty(RecordingList.Of(directory.Path, path => path.Contains("gone", StringComparison.Ordinal) ? throw new FileNotFoundException() : null));
    }

    [Fact]
    public void A_segment_is_told_with_the_names_that_are_promised() =>
        Assert.Equal(
            """{"file":"/r/a.scanout","display":"vm","start":"2026-11-26T03:12:00+00:00","end":null,"bytes":5,"state":"recording"}""",
            JsonSerializer.Serialize(new RecordingRecord("/r/a.scanout", "vm", Night, null, 5, "recording"), JsonSerializerOptions.Web));

    [Fact]
    public void A_recorder_is_told_with_what_there_is_to_tell()
    {
        Assert.Null(RecorderRecord.Of(RecordingStatus.Off));
        Assert.Equal(
            """{"state":"recording","file":"/a.scanout","since":"2026-11-26T03:12:00+00:00","bytes":5}""",
            Json(new RecordingStatus(RecordingState.Recording, null, "/a.scanout", Night, 5)));
        Assert.Equal(
            """{"state":"stopped","reason":"the disk is full","bytes":0}""",
            Json(new RecordingStatus(RecordingState.Stopped, "the disk is full", null, null, 0)));

        static string Json(RecordingStatus status) => JsonSerializer.Serialize(RecorderRecord.Of(status), JsonSerializerOptions.Web);
    }

    string Write(string name, int bytes)
    {
        var path = Path.Combine(directory.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, new byte[bytes]);
        return path;
    }
}
