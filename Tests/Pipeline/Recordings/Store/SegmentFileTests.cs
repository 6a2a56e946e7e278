using Scanout.Pipeline.Recordings.Store;

namespace Scanout.Tests.Pipeline.Recordings.Store;

public sealed class SegmentFileTests : IDisposable
{
    readonly StoreFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void What_is_appended_can_be_read_while_it_is_being_written()
    {
        using var store = fixture.Open();
        using var segment = store.Create("vm", StoreFixture.Start);
        segment.Append("one "u8);
        using var reader = File.OpenHandle(segment.Path);
        segment.Append("two"u8);
        segment.Flush();
        var read = new byte[20];
        Assert.Equal(7, RandomAccess.Read(reader, read, 0));
        Assert.Equal("one two"u8, read.AsSpan(0, 7));
        Assert.Equal(7, segment.Length);
        segment.Append([]);
        Assert.Equal(7, store.TotalBytes);
    }

    [Fact]
    public void A_disk_that_takes_a_byte_at_a_time_gets_all_of_them()
    {
        using var store = fixture.Open();
        fixture.Calls.WriteBytes = 1;
        using var segment = store.Create("vm", StoreFixture.Start);
        segment.Append("several"u8);
        Assert.Equal("several", File.ReadAllText(segment.Path));
    }

    [Theory]
    [InlineData(TroubledCalls.Enospc, StopReason.NoRoom)]
    [InlineData(TroubledCalls.Edquot, StopReason.NoRoom)]
    [InlineData(TroubledCalls.Eio, StopReason.Gone)]
    [InlineData(TroubledCalls.Eacces, StopReason.Failed)]
    public void What_can_not_be_written_whole_is_not_there(int errno, StopReason why)
    {
        using var store = fixture.Open();
        using var segment = store.Create("vm", StoreFixture.Start);
        segment.Append("before"u8);
        (fixture.Calls.RoomBytes, fixture.Calls.FullErrno) = (3, errno);

        var stopped = Assert.Throws<RecordingStoppedException>(() => segment.Append("after"u8));
        Assert.Equal(why, stopped.Why);
        Assert.StartsWith($"{segment.Path} can't be written: ", stopped.Message, StringComparison.Ordinal);
        Assert.Equal("before", File.ReadAllText(segment.Path));
        Assert.Equal((6, 6), (segment.Length, store.TotalBytes));

        fixture.Calls.RoomBytes = 100;
        segment.Append(" and later"u8);
        Assert.Equal("before and later", File.ReadAllText(segment.Path));
    }

    [SmallDiskFact]
    public void A_disk_that_is_really_full_keeps_exactly_what_was_before()
    {
        using var disk = new SmallDisk(64 << 10);
        using var store = new RecordingStore(new() { Directory = disk.Path, KeepFreeBytes = 0 }, fixture.Time, fixture.Log);
        using var segment = store.Create("vm", StoreFixture.Start);
        var appended = new List<byte>();
        var next = new Random(1);
        RecordingStoppedException? stopped = null;
        while (stopped is null)
        {
            var bytes = new byte[next.Next(1, 9000)];
            next.NextBytes(bytes);
            try
            {
                segment.Append(bytes);
                appended.AddRange(bytes);
            }
            catch (RecordingStoppedException full)
            {
                stopped = full;
            }
        }
        Assert.Equal(StopReason.NoRoom, stopped.Why);
        Assert.True(appended.Count is > 40_000 and <= 64 << 10);
        Assert.Equal(appended, File.ReadAllBytes(segment.Path));
        Assert.Equal(appended.Count, store.TotalBytes);
    }

    [Fact]
    public void The_system_tells_of_a_full_disk()
    {
        using var full = File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write);
        Assert.Equal(-TroubledCalls.Enospc, SegmentCalls.System.Write(full, new byte[10], 0));
        Assert.InRange(SegmentCalls.System.FreeBytes(full), 0, long.MaxValue);
    }

    [Fact]
    public void What_can_not_be_taken_back_still_counts_and_nothing_follows_it()
    {
        using var store = fixture.Open();
        using var segment = store.Create("vm", StoreFixture.Start);
        segment.Append("before"u8);
        (fixture.Calls.RoomBytes, fixture.Calls.TruncateErrno) = (3, TroubledCalls.Eio);
        Assert.Equal(StopReason.NoRoom, Assert.Throws<RecordingStoppedException>(() => segment.Append("after"u8)).Why);
        Assert.Equal((6, 9), (segment.Length, store.TotalBytes));

        (fixture.Calls.RoomBytes, fixture.Calls.TruncateErrno) = (100, 0);
        Assert.Equal(StopReason.Failed, Assert.Throws<RecordingStoppedException>(() => segment.Append("later"u8)).Why);
        Assert.Equal("beforeaft", File.ReadAllText(segment.Path));
    }

    [Fact]
    public void Room_that_is_to_stay_free_is_left_to_the_end_of_a_segment()
    {
        using var store = fixture.Open(keepFreeBytes: 1000);
        fixture.Calls.Free = 1010;
        using var segment = store.Create("vm", StoreFixture.Start);
        segment.Append(new byte[10]);
        Assert.Equal(StopReason.NoRoom, Assert.Throws<RecordingStoppedException>(() => segment.Append(new byte[11])).Why);
        segment.AppendClosing(new byte[11]);
        Assert.Equal((21, 21), (store.TotalBytes, fixture.FileBytes()));
    }

    [Fact]
    public void The_end_of_a_segment_has_its_room_within_the_bound()
    {
        fixture.Put("a/1.scanout", 50, TimeSpan.FromHours(1));
        using var store = fixture.Open(maxBytes: 100);
        using var segment = store.Create("vm", StoreFixture.Start);
        segment.ReserveClosing(20);
        Assert.Equal(50, store.TotalBytes);
        segment.Append(new byte[80]);
        Assert.Equal(["vm/20261126T074308.123Z.scanout"], fixture.Names());
        Assert.Equal(StopReason.Bound, Assert.Throws<RecordingStoppedException>(() => segment.Append(new byte[1])).Why);
        Assert.Equal(StopReason.Bound, Assert.Throws<RecordingStoppedException>(() => segment.ReserveClosing(21)).Why);

        segment.AppendClosing(new byte[15]);
        segment.ReserveClosing(3);
        segment.Append(new byte[2]);
        Assert.Equal(StopReason.Bound, Assert.Throws<RecordingStoppedException>(() => segment.AppendClosing(new byte[4])).Why);
        segment.AppendClosing(new byte[3]);
        Assert.Equal((100, 100), (store.TotalBytes, fixture.FileBytes()));
    }

    [Fact]
    public void Room_for_the_end_that_could_not_be_used_is_there_for_the_next_try()
    {
        using var store = fixture.Open(maxBytes: 100);
        using var segment = store.Create("vm", StoreFixture.Start);
        segment.ReserveClosing(20);
        fixture.Calls.RoomBytes = 5;
        Assert.Equal(StopReason.NoRoom, Assert.Throws<RecordingStoppedException>(() => segment.AppendClosing(new byte[20])).Why);
        fixture.Calls.RoomBytes = 1000;
        segment.Append(new byte[80]);
        segment.AppendClosing(new byte[20]);
        Assert.Equal(100, store.TotalBytes);
    }

    [Fact]
    public void Room_for_the_end_is_free_again_when_the_segment_is_closed()
    {
        using var store = fixture.Open(maxBytes: 100);
        using var other = store.Create("other", StoreFixture.Start);
        using (var segment = store.Create("vm", StoreFixture.Start))
        {
            segment.ReserveClosing(90);
            Assert.Throws<RecordingStoppedException>(() => other.Append(new byte[11]));
        }
        other.Append(new byte[100]);
    }

    [Fact]
    public void A_closed_segment_may_go_and_one_that_is_open_may_not()
    {
        using var store = fixture.Open(maxBytes: 100);
        var one = store.Create("a", StoreFixture.Start);
        one.Append(new byte[60]);
        using var two = store.Create("b", StoreFixture.Start);
        Assert.Throws<RecordingStoppedException>(() => two.Append(new byte[41]));
        one.Dispose();
        one.Dispose();
        Assert.False(store.List()[0].IsOpen);
        two.Append(new byte[41]);
        Assert.Equal(["b/20261126T074308.123Z.scanout"], fixture.Names());
        Assert.Throws<ObjectDisposedException>(() => one.Append(new byte[1]));
    }

    [Fact]
    public void A_segment_without_a_byte_leaves_no_file_and_no_directory()
    {
        using var store = fixture.Open();
        store.Create("vm", StoreFixture.Start).Dispose();
        Assert.Empty(store.List());
        Assert.False(Directory.Exists(fixture.File("vm")));
    }

    [Fact]
    public void A_file_that_was_deleted_is_noticed_at_the_next_append()
    {
        using var store = fixture.Open();
        using var segment = store.Create("vm", StoreFixture.Start);
        segment.Append(new byte[10]);
        File.Delete(segment.Path);
        var gone = Assert.Throws<RecordingStoppedException>(() => segment.Append(new byte[10]));
        Assert.Equal(StopReason.Gone, gone.Why);
        Assert.Equal($"{segment.Path} can't be written: it was deleted", gone.Message);
        segment.Dispose();
        Assert.Equal(0, store.TotalBytes);
        Assert.Empty(store.List());
    }

    [Fact]
    public void A_file_that_somebody_else_wrote_to_is_not_appended_to()
    {
        using var store = fixture.Open();
        using var segment = store.Create("vm", StoreFixture.Start);
        segment.Append(new byte[10]);
        File.WriteAllText(segment.Path, "short");
        Assert.Equal(StopReason.Failed, Assert.Throws<RecordingStoppedException>(() => segment.Append(new byte[10])).Why);
        Assert.Equal("short", File.ReadAllText(segment.Path));
    }

    [Fact]
    public void A_disk_that_loses_what_it_took_says_so_when_flushed()
    {
        using var store = fixture.Open();
        using var segment = store.Create("vm", StoreFixture.Start);
        segment.Append(new byte[10]);
        fixture.Calls.FlushErrno = TroubledCalls.Eio;
        Assert.Equal(StopReason.Gone, Assert.Throws<RecordingStoppedException>(segment.Flush).Why);
    }

    [Fact]
    public void Others_record_on_while_a_slow_disk_keeps_one_waiting()
    {
        using var store = fixture.Open(maxBytes: 100);
        using var slow = store.Create("slow", StoreFixture.Start);
        using var quick = store.Create("quick", StoreFixture.Start);
        fixture.Calls.OnWrite = () =>
        {
            fixture.Calls.OnWrite = () => { };
            // On another thread: a lock that this one held would let it pass.
            Assert.True(Task.Run(() => quick.Append(new byte[50])).Wait(TimeSpan.FromSeconds(30)));
            Assert.Equal(100, store.TotalBytes);
        };
        slow.Append(new byte[50]);
        Assert.Equal(100, fixture.FileBytes());
    }

    [Fact]
    public void To_append_allocates_nothing()
    {
        using var store = new RecordingStore(new() { Directory = fixture.Path, MaxBytes = 1 << 20 }, fixture.Time, fixture.Log);
        using var segment = store.Create("vm", StoreFixture.Start);
        var bytes = new byte[100];
        segment.ReserveClosing(100);
        segment.Append(bytes);
        segment.AppendClosing(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var time = 0; time < 100; time++)
            segment.Append(bytes);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
