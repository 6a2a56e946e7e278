using System.Text.Json;
using Scanout.Codecs.Recording;
using Scanout.Hosting.Web.Recordings;
using Scanout.Pipeline.Recordings;
using Scanout.Pipeline.Sinks.Recording;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Web.Recordings;

public sealed class RecordingListTests : IDisposable
{
    static readonly DateTimeOffset Night = new(2026, 11, 26, 3, 12, 0, TimeSpan.Zero);

    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Segments_are_listed_by_display_and_time()
    {
        var later = Write("b/later.scanout", 10);
        var earlier = Write("b/earlier.scanout", 20);
        var other = Write("a/other.scanout", 30);
        Write("a/notes.txt", 40);
        using var list = new RecordingList(path => Told(path, path == later ? Night.AddHours(1) : Night));
        Assert.Equal(
            [
                new RecordingRecord(other, "a", Night, Night, 30, "torn"),
                new RecordingRecord(earlier, "b", Night, Night, 20, "torn"),
                new RecordingRecord(later, "b", Night.AddHours(1), Night.AddHours(1), 10, "torn"),
            ],
            await list.ReadAsync(directory.Path, CancellationToken.None));
    }

    [Fact]
    public async Task What_is_no_segment_is_left_out()
    {
        Write("junk.scanout", 1);
        using var list = new RecordingList();
        Assert.Empty(await list.ReadAsync(directory.Path, CancellationToken.None));
    }

    [Fact]
    public async Task Directories_that_are_no_displays_are_not_looked_into()
    {
        var kept = Write("vm/kept.scanout", 1);
        Write("vm/lost+found/lost.scanout", 1);
        Write(".hidden/hidden.scanout", 1);
        // Nobody but root may read it.
        Directory.CreateDirectory(Path.Combine(directory.Path, "lost+found"), UnixFileMode.None);
        using var list = new RecordingList(path => Told(path, Night));
        Assert.Equal(kept, Assert.Single(await list.ReadAsync(directory.Path, CancellationToken.None)).File);
    }

    [Fact]
    public async Task A_file_that_stays_as_it_is_is_read_once()
    {
        var (stays, grows) = (Write("vm/stays.scanout", 1), Write("vm/grows.scanout", 1));
        var read = new List<string>();
        using var list = new RecordingList(path =>
        {
            read.Add(path);
            return Told(path, Night);
        });
        await list.ReadAsync(directory.Path, CancellationToken.None);
        Write("vm/grows.scanout", 2);
        Assert.Equal([2, 1], (await list.ReadAsync(directory.Path, CancellationToken.None)).Select(record => record.Bytes));
        Assert.Equal([grows, stays, grows], read);
        File.SetLastWriteTimeUtc(stays, Night.UtcDateTime);
        await list.ReadAsync(directory.Path, CancellationToken.None);
        Assert.Equal([grows, stays, grows, stays], read);
    }

    [Fact]
    public async Task Many_who_ask_at_once_have_it_looked_at_by_one_at_a_time()
    {
        Write("vm/a.scanout", 1);
        var (now, most) = (0, 0);
        using var list = new RecordingList(path =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            Thread.Yield();
            Interlocked.Decrement(ref now);
            return null;
        });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => list.ReadAsync(directory.Path, CancellationToken.None)));
        Assert.Equal(1, most);
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

    static SegmentInspection Told(string path, DateTimeOffset start) => new(
        path, new SegmentFacts { Display = Path.GetFileName(Path.GetDirectoryName(path)!), Host = "h", Start = "" }, start, TimeSpan.Zero, 1,
        SegmentState.Torn, null, null, 0, IsPacked: false, IsSealed: false, WasRepaired: false);

    string Write(string name, int bytes)
    {
        var path = Path.Combine(directory.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, new byte[bytes]);
        return path;
    }
}
