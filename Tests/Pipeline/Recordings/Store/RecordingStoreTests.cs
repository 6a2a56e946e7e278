using System.Diagnostics.Metrics;
using Scanout.Pipeline.Recordings.Store;

namespace Scanout.Tests.Pipeline.Recordings.Store;

public sealed class RecordingStoreTests : IDisposable
{
    const string First = "20261126T074308.123Z.scanout";
    const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    readonly StoreFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void Though_the_clock_is_set_back_a_display_s_names_rise()
    {
        fixture.Put("vm/20261126T080000.000Z.scanout", 5);
        fixture.Put("vm/20991126T080000.000Z.txt", 5);
        fixture.Put("vm/holiday.scanout", 5);
        using var store = fixture.Open();
        using var first = store.Create("vm", StoreFixture.Start);
        using var second = store.Create("vm", StoreFixture.Start);
        using var other = store.Create("other", StoreFixture.Start);
        Assert.EndsWith("vm/20261126T080000.001Z.scanout", first.Path, StringComparison.Ordinal);
        Assert.EndsWith("vm/20261126T080000.002Z.scanout", second.Path, StringComparison.Ordinal);
        Assert.EndsWith("other/20261126T074308.123Z.scanout", other.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void A_segment_is_named_after_its_display_and_its_start_in_universal_time()
    {
        using var store = fixture.Open();
        using var segment = store.Create("Fenster 7", StoreFixture.Start.ToOffset(TimeSpan.FromHours(-5)));
        Assert.Equal(fixture.File($"Fenster 7/{First}"), segment.Path);
        Assert.True(File.Exists(segment.Path));
        Assert.Equal(new StoredSegment(segment.Path, "Fenster 7", 0, IsOpen: true), Assert.Single(store.List()));
    }

    [Fact]
    public void Where_the_name_is_taken_it_is_the_next_millisecond()
    {
        using var store = fixture.Open();
        fixture.Put("vm/20261126T074308.124Z.scanout", 5);
        using var one = store.Create("vm", StoreFixture.Start);
        using var two = store.Create("vm", StoreFixture.Start);
        Assert.Equal([fixture.File("vm/" + First), fixture.File("vm/20261126T074308.125Z.scanout")], [one.Path, two.Path]);
    }

    [Fact]
    public void Only_the_owner_may_look_into_what_is_made()
    {
        using var store = fixture.Open();
        using var segment = store.Create("vm", StoreFixture.Start);
        Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(fixture.Path));
        Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(fixture.File("vm")));
        Assert.Equal(Owner, File.GetUnixFileMode(segment.Path));
        Assert.Equal(Owner, File.GetUnixFileMode(fixture.File(".lock")));
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData(".lock")]
    [InlineData("a\0b")]
    public void A_name_that_no_display_can_have_is_none_here_either(string display)
    {
        using var store = fixture.Open();
        Assert.Throws<ArgumentException>(() => store.Create(display, StoreFixture.Start));
        Assert.Empty(fixture.Names());
    }

    [Fact]
    public void A_symbolic_link_does_not_lead_out_of_the_directory()
    {
        var outside = Directory.CreateDirectory(fixture.File("../outside")).FullName;
        File.WriteAllBytes(Path.Combine(outside, First), new byte[1000]);
        using var store = fixture.Open(maxBytes: 100, maxAge: TimeSpan.Zero);
        Directory.CreateSymbolicLink(fixture.File("vm"), outside);
        File.CreateSymbolicLink(fixture.File("linked.scanout"), Path.Combine(outside, First));

        var stopped = Assert.Throws<RecordingStoppedException>(() => store.Create("vm", StoreFixture.Start));
        Assert.Equal(StopReason.Failed, stopped.Why);
        store.Sweep();
        Assert.Equal(0, store.TotalBytes);
        Assert.Equal([First], Directory.EnumerateFiles(outside).Select(Path.GetFileName));
    }

    [Fact]
    public void A_directory_that_became_a_link_is_not_followed_to_delete_either()
    {
        var outside = Directory.CreateDirectory(fixture.File("../outside")).FullName;
        File.WriteAllBytes(Path.Combine(outside, First), new byte[60]);
        fixture.Put("vm/" + First, 60);
        using var store = fixture.Open(maxBytes: 100);
        Directory.Delete(fixture.File("vm"), recursive: true);
        Directory.CreateSymbolicLink(fixture.File("vm"), outside);

        StoreFixture.Write(store, "other", 60);
        Assert.Equal(60, new FileInfo(Path.Combine(outside, First)).Length);
        Assert.Equal(60, store.TotalBytes);
    }

    [Fact]
    public void What_is_there_at_the_start_is_in_the_ledger()
    {
        fixture.Put("a/one.scanout", 10);
        fixture.Put("b/two.scanout", 20);
        fixture.Put("b/notes.txt", 3);
        fixture.Put("loose.scanout", 4);
        fixture.Put("deep/er/three.scanout", 5);
        using var store = fixture.Open();
        Assert.Equal(42, store.TotalBytes);
        Assert.Equal(
            [new(fixture.File("a/one.scanout"), "a", 10, false), new StoredSegment(fixture.File("b/two.scanout"), "b", 20, false)],
            store.List());
    }

    [Fact]
    public void A_second_service_is_refused_until_the_first_has_ended()
    {
        using (fixture.Open())
        {
            var refused = Assert.Throws<RecordingStoppedException>(() => fixture.Open());
            Assert.Equal($"{fixture.Path} can't be written: another service records into this directory", refused.Message);
            Assert.Equal(StopReason.Failed, refused.Why);
        }
        fixture.Open().Dispose();
    }

    [Fact]
    public void A_directory_that_can_not_be_made_is_one_sentence()
    {
        File.WriteAllText(fixture.Path, "");
        Assert.Contains(fixture.Path, Assert.Throws<RecordingStoppedException>(() => fixture.Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_was_removed_is_made_anew_and_stays_locked()
    {
        using var store = fixture.Open();
        using var lost = store.Create("vm", StoreFixture.Start);
        lost.Append(new byte[10]);
        Directory.Delete(fixture.Path, recursive: true);

        Assert.Equal(StopReason.Gone, Assert.Throws<RecordingStoppedException>(() => lost.Append(new byte[10])).Why);
        using var next = store.Create("vm", StoreFixture.Start);
        next.Append(new byte[10]);
        lost.Dispose();
        Assert.Equal(10, store.TotalBytes);
        Assert.Throws<RecordingStoppedException>(() => fixture.Open());
    }

    [Fact]
    public void Where_another_service_took_over_a_removed_directory_nothing_more_is_written_into_it()
    {
        using var store = fixture.Open();
        Directory.Delete(fixture.Path, recursive: true);
        using var other = fixture.Open();
        Assert.Throws<RecordingStoppedException>(() => store.Create("vm", StoreFixture.Start));
        store.Sweep();
        store.Sweep();
        Assert.Equal(1, fixture.Log.Count("another service records into this directory"));
    }

    [Fact]
    public void The_oldest_closed_segments_of_any_display_go_for_room()
    {
        fixture.Put("a/1.scanout", 40, TimeSpan.FromHours(3));
        fixture.Put("b/1.scanout", 40, TimeSpan.FromHours(4));
        fixture.Put("b/2.scanout", 10, TimeSpan.FromHours(2));
        using var deleted = new DeletedCount();
        using var store = fixture.Open(maxBytes: 100);
        using var segment = store.Create("c", StoreFixture.Start);

        segment.Append(new byte[10]);
        Assert.Equal(100, store.TotalBytes);
        segment.Append(new byte[60]);
        Assert.Equal(["b/2.scanout", "c/" + First], fixture.Names());
        Assert.Equal(80, store.TotalBytes);
        Assert.False(Directory.Exists(fixture.File("a")));
        Assert.Contains($"{fixture.File("b/1.scanout")}, 40 bytes of recording, was deleted for its bytes", fixture.Log.Lines);
        Assert.Equal(2, deleted.Of("bytes"));
    }

    [Fact]
    public void Nothing_goes_where_that_would_not_make_enough_room()
    {
        fixture.Put("a/1.scanout", 40, TimeSpan.FromHours(3));
        using var store = fixture.Open(maxBytes: 100);
        using var segment = store.Create("b", StoreFixture.Start);
        segment.Append(new byte[50]);
        var stopped = Assert.Throws<RecordingStoppedException>(() => segment.Append(new byte[51]));
        Assert.Equal(StopReason.Bound, stopped.Why);
        Assert.StartsWith(segment.Path, stopped.Message, StringComparison.Ordinal);
        Assert.Equal(90, fixture.FileBytes());
        segment.Append(new byte[50]);
        Assert.Equal((100, 100), (store.TotalBytes, fixture.FileBytes()));
    }

    [Fact]
    public void Files_that_are_no_segments_count_and_stay()
    {
        fixture.Put("vm/export.mkv", 80, TimeSpan.FromDays(400));
        fixture.Put("loose.scanout", 15, TimeSpan.FromDays(400));
        using var store = fixture.Open(maxBytes: 100, maxAge: TimeSpan.FromDays(1));
        using var segment = store.Create("vm", StoreFixture.Start);
        segment.Append(new byte[5]);
        Assert.Throws<RecordingStoppedException>(() => segment.Append(new byte[1]));
        store.Sweep();
        Assert.Equal(100, fixture.FileBytes());
    }

    [Fact]
    public void Room_that_somebody_else_made_is_found_before_giving_up()
    {
        var export = fixture.Put("vm/export.mkv", 80);
        using var store = fixture.Open(maxBytes: 100);
        using var segment = store.Create("vm", StoreFixture.Start);
        segment.Append(new byte[20]);
        File.Delete(export);
        segment.Append(new byte[80]);
        Assert.Equal(100, store.TotalBytes);
    }

    [Fact]
    public void A_sweep_sees_what_others_did_and_keeps_the_bound()
    {
        using var store = fixture.Open(maxBytes: 100);
        fixture.Put("vm/1.scanout", 60, TimeSpan.FromHours(1));
        fixture.Put("vm/2.scanout", 30);
        store.Sweep();
        Assert.Equal(90, store.TotalBytes);
        fixture.Put("vm/3.scanout", 50);
        store.Sweep();
        Assert.Equal(["vm/2.scanout", "vm/3.scanout"], fixture.Names());
        File.Delete(fixture.File("vm/2.scanout"));
        File.Delete(fixture.File("vm/3.scanout"));
        store.Sweep();
        Assert.Equal(0, store.TotalBytes);
        Assert.False(Directory.Exists(fixture.File("vm")));
    }

    [Fact]
    public void A_smaller_bound_holds_from_the_start()
    {
        fixture.Put("vm/1.scanout", 60, TimeSpan.FromHours(1));
        fixture.Put("vm/2.scanout", 60);
        using var store = fixture.Open(maxBytes: 100);
        Assert.Equal(["vm/2.scanout"], fixture.Names());
    }

    [Fact]
    public void A_segment_goes_when_its_last_change_is_too_long_ago()
    {
        fixture.Put("a/1.scanout", 1, TimeSpan.FromDays(8));
        fixture.Put("a/2.scanout", 1, TimeSpan.FromDays(6.5));
        using var deleted = new DeletedCount();
        using var store = fixture.Open(maxAge: TimeSpan.FromDays(7));
        Assert.Equal(["a/2.scanout"], fixture.Names());
        fixture.Time.Advance(TimeSpan.FromHours(11));
        store.Sweep();
        Assert.Single(fixture.Names());
        fixture.Time.Advance(TimeSpan.FromHours(2));
        store.Sweep();
        Assert.Empty(fixture.Names());
        Assert.False(Directory.Exists(fixture.File("a")));
        Assert.Equal(2, deleted.Of("age"));
    }

    [Fact]
    public void A_segment_that_is_being_written_is_never_too_old()
    {
        using var store = fixture.Open(maxAge: TimeSpan.FromDays(1));
        using var segment = store.Create("vm", StoreFixture.Start);
        segment.Append(new byte[1]);
        fixture.Time.Advance(TimeSpan.FromDays(40_000));
        store.Sweep();
        Assert.True(File.Exists(segment.Path));
        segment.Dispose();
        store.Sweep();
        Assert.Empty(fixture.Names());
    }

    [Fact]
    public void What_can_not_be_deleted_is_told_once_and_goes_on_counting()
    {
        var stuck = fixture.Put("a/1.scanout", 50, TimeSpan.FromHours(2));
        fixture.Calls.DeleteErrno = TroubledCalls.Eacces;
        using var store = fixture.Open(maxBytes: 100, maxAge: TimeSpan.FromHours(1));
        using var segment = store.Create("b", StoreFixture.Start);
        segment.Append(new byte[50]);
        Assert.Equal(StopReason.Bound, Assert.Throws<RecordingStoppedException>(() => segment.Append(new byte[1])).Why);
        store.Sweep();
        Assert.Equal(1, fixture.Log.Count("can't be deleted"));
        Assert.Equal(100, store.TotalBytes);

        fixture.Calls.DeleteErrno = 0;
        store.Sweep();
        Assert.False(File.Exists(stuck));
        segment.Append(new byte[50]);
    }

    [Fact]
    public void No_segment_is_begun_on_a_disk_that_is_as_good_as_full()
    {
        using var store = fixture.Open(keepFreeBytes: 1000);
        fixture.Calls.Free = 999;
        var stopped = Assert.Throws<RecordingStoppedException>(() => store.Create("vm", StoreFixture.Start));
        Assert.Equal(StopReason.NoRoom, stopped.Why);
        Assert.Equal(
            $"{fixture.Path} can't be written: 999 bytes are free on its file system, of which 1000 are not for recordings",
            stopped.Message);
        Assert.Empty(fixture.Names());
        fixture.Calls.Free = 1000;
        store.Create("vm", StoreFixture.Start).Dispose();
    }

    /// <summary>How many segments were deleted, by reason, on this thread while it is there.</summary>
    sealed class DeletedCount : IDisposable
    {
        readonly MeterListener listener = new();
        readonly Dictionary<string, long> counts = [];
        readonly int thread = Environment.CurrentManagedThreadId;

        public DeletedCount()
        {
            listener.InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == "scanout.recording.deleted")
                    listening.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
            {
                var reason = (string)tags[0].Value!;
                if (Environment.CurrentManagedThreadId == thread)
                    counts[reason] = counts.GetValueOrDefault(reason) + count;
            });
            listener.Start();
        }

        public long Of(string reason) => counts.GetValueOrDefault(reason);

        public void Dispose() => listener.Dispose();
    }
}
