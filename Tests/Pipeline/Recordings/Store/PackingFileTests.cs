using Scanout.Pipeline.Recordings.Store;

namespace Scanout.Tests.Pipeline.Recordings.Store;

public sealed class PackingFileTests : IDisposable
{
    readonly StoreFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void A_packed_segment_takes_the_place_of_the_one_that_it_was_made_of()
    {
        var path = fixture.Put("vm/1.scanout", 100, TimeSpan.FromHours(5));
        using var store = fixture.Open(maxBytes: 130);
        using var old = File.OpenHandle(path);
        using (var packing = store.BeginPacking(path))
        {
            packing.Append("pack"u8);
            Assert.Equal(["vm/1.scanout", "vm/1.scanout.packing"], fixture.Names());
            Assert.Equal(104, store.TotalBytes);
            packing.Append("ed"u8);
            packing.Commit();
        }
        Assert.Equal(["vm/1.scanout"], fixture.Names());
        Assert.Equal("packed", File.ReadAllText(path));
        Assert.Equal(new StoredSegment(path, "vm", 6, IsOpen: false), Assert.Single(store.List()));
        Assert.Equal(6, store.TotalBytes);
        Assert.Equal(100, RandomAccess.GetLength(old));
        Assert.False(SegmentLock.IsWritten(path));
    }

    [Fact]
    public void A_packed_segment_is_as_old_as_it_was()
    {
        var path = fixture.Put("vm/1.scanout", 100, TimeSpan.FromHours(5));
        var changed = File.GetLastWriteTimeUtc(path);
        using var store = fixture.Open(maxAge: TimeSpan.FromHours(6));
        using (var packing = store.BeginPacking(path))
        {
            packing.Append("packed"u8);
            packing.Commit();
        }
        Assert.Equal(changed, File.GetLastWriteTimeUtc(path));
        fixture.Time.Advance(TimeSpan.FromHours(2));
        store.Sweep();
        Assert.Empty(fixture.Names());
    }

    [Fact]
    public void A_segment_can_be_packed_twice()
    {
        var path = fixture.Put("vm/1.scanout", 100);
        using var store = fixture.Open();
        foreach (var text in new[] { "first", "2nd" })
        {
            using var packing = store.BeginPacking(path);
            packing.Append(System.Text.Encoding.ASCII.GetBytes(text));
            packing.Commit();
            Assert.Equal(text, File.ReadAllText(path));
        }
        Assert.Equal(3, store.TotalBytes);
    }

    [Fact]
    public void What_was_not_committed_leaves_no_trace()
    {
        var path = fixture.Put("vm/1.scanout", 100);
        using var store = fixture.Open();
        using (var packing = store.BeginPacking(path))
            packing.Append("packed"u8);
        Assert.Equal(["vm/1.scanout"], fixture.Names());
        Assert.Equal((100, 100), (fixture.FileBytes(), store.TotalBytes));
        store.BeginPacking(path).Dispose();
    }

    [Fact]
    public void Packing_gives_up_rather_than_delete_anything()
    {
        var path = fixture.Put("vm/1.scanout", 60, TimeSpan.FromHours(1));
        fixture.Put("vm/2.scanout", 30, TimeSpan.FromHours(2));
        using var store = fixture.Open(maxBytes: 100);
        using var packing = store.BeginPacking(path);
        packing.Append(new byte[10]);
        Assert.Equal(StopReason.Bound, Assert.Throws<RecordingStoppedException>(() => packing.Append(new byte[1])).Why);
        packing.Dispose();
        Assert.Equal(["vm/1.scanout", "vm/2.scanout"], fixture.Names());
        Assert.Equal(90, store.TotalBytes);
    }

    [Fact]
    public void Packing_gives_up_on_a_full_disk()
    {
        var path = fixture.Put("vm/1.scanout", 60);
        using var store = fixture.Open(keepFreeBytes: 50);
        using var packing = store.BeginPacking(path);
        fixture.Calls.RoomBytes = 3;
        Assert.Equal(StopReason.NoRoom, Assert.Throws<RecordingStoppedException>(() => packing.Append(new byte[10])).Why);
        (fixture.Calls.RoomBytes, fixture.Calls.Free) = (100, 59);
        Assert.Equal(StopReason.NoRoom, Assert.Throws<RecordingStoppedException>(() => packing.Append(new byte[10])).Why);
        fixture.Calls.FlushErrno = TroubledCalls.Enospc;
        Assert.Equal(StopReason.NoRoom, Assert.Throws<RecordingStoppedException>(packing.Commit).Why);
        packing.Dispose();
        Assert.Equal(["vm/1.scanout"], fixture.Names());
        Assert.Equal(60, new FileInfo(path).Length);
    }

    [Fact]
    public void A_segment_that_goes_takes_its_packing_with_it()
    {
        var path = fixture.Put("vm/1.scanout", 60, TimeSpan.FromHours(1));
        using var store = fixture.Open(maxBytes: 100);
        using var packing = store.BeginPacking(path);
        packing.Append(new byte[40]);
        using var segment = store.Create("other", StoreFixture.Start);

        segment.Append(new byte[100]);
        Assert.Equal(["other/20261126T074308.123Z.scanout"], fixture.Names());
        Assert.Equal(StopReason.Gone, Assert.Throws<RecordingStoppedException>(() => packing.Append(new byte[1])).Why);
        Assert.Equal(StopReason.Gone, Assert.Throws<RecordingStoppedException>(packing.Commit).Why);
        packing.Dispose();
        Assert.Equal((100, 100), (fixture.FileBytes(), store.TotalBytes));
    }

    [Fact]
    public void A_segment_that_somebody_deleted_does_not_come_back_packed()
    {
        var path = fixture.Put("vm/1.scanout", 60);
        using var store = fixture.Open();
        using var packing = store.BeginPacking(path);
        packing.Append(new byte[40]);
        File.Delete(path);
        Assert.Equal(StopReason.Gone, Assert.Throws<RecordingStoppedException>(packing.Commit).Why);
        packing.Dispose();
        store.Sweep();
        Assert.Empty(fixture.Names());
        Assert.Equal(0, store.TotalBytes);
    }

    [Fact]
    public void Only_a_closed_segment_can_be_packed_and_by_one_at_a_time()
    {
        using var store = fixture.Open();
        using var segment = store.Create("vm", StoreFixture.Start);
        segment.Append(new byte[10]);
        Assert.Equal(StopReason.Gone, Assert.Throws<RecordingStoppedException>(() => store.BeginPacking(segment.Path)).Why);
        var none = fixture.File("vm/none.scanout");
        Assert.Equal(StopReason.Gone, Assert.Throws<RecordingStoppedException>(() => store.BeginPacking(none)).Why);
        segment.Dispose();
        using var packing = store.BeginPacking(segment.Path);
        Assert.Equal(StopReason.Failed, Assert.Throws<RecordingStoppedException>(() => store.BeginPacking(segment.Path)).Why);
    }

    [Fact]
    public void What_a_crash_left_of_a_packing_goes_at_the_start()
    {
        fixture.Put("vm/1.scanout", 60);
        fixture.Put("vm/1.scanout.packing", 40);
        fixture.Put("gone/1.scanout.packing", 40);
        using var store = fixture.Open(maxBytes: 100);
        Assert.Equal(["vm/1.scanout"], fixture.Names());
        Assert.Equal(60, store.TotalBytes);
    }
}
