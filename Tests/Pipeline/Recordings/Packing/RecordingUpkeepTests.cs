using Scanout.Pipeline.Recordings;
using Scanout.Pipeline.Recordings.Packing;
using Scanout.Pipeline.Recordings.Store;
using Scanout.Tests.Pipeline.Sinks.Recording;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Recordings.Packing;

public sealed class RecordingUpkeepTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_torn_is_made_whole_what_is_closed_is_packed_and_what_is_open_is_left(bool isSealed)
    {
        using var stage = RecordSome(isSealed);
        var (shown, open) = (stage.Played(), stage.Segments[^1]);
        var torn = stage.Segments[0];
        File.WriteAllBytes(torn, File.ReadAllBytes(torn)[..^40]);
        using var upkeep = new RecordingUpkeep(stage.Store, stage.Settings.Secret, packs: true, stage.Log);
        upkeep.RunOnce(CancellationToken.None);
        Assert.All(stage.Segments[..^1], path => Assert.Equal((SegmentState.Complete, true), StateOf(stage, path)));
        Assert.Equal((SegmentState.Recording, false), StateOf(stage, open));
        Assert.True(SegmentInspection.Read(torn, stage.Settings.Secret).WasRepaired);
        Assert.Equal(shown, stage.Played());
        Assert.Equal(1, stage.Log.Count("was torn and is whole again"));
        stage.Stop();
        upkeep.RunOnce(CancellationToken.None);
        Assert.Equal((SegmentState.Complete, true), StateOf(stage, open));
        Assert.Equal(stage.Shown, stage.Played());
        Assert.Equal(stage.FileBytes, stage.Store.TotalBytes);
    }

    [Fact]
    public void What_a_repair_adds_is_within_the_bound()
    {
        using var stage = RecordSome(isSealed: false);
        stage.Stop();
        using var copies = new TemporaryDirectory();
        var folder = Directory.CreateDirectory(Path.Combine(copies.Path, "vm")).FullName;
        var age = new DateTime(2026, 11, 20, 1, 2, 3, DateTimeKind.Utc);
        foreach (var path in stage.Segments)
        {
            var copy = Path.Combine(folder, Path.GetFileName(path));
            File.WriteAllBytes(copy, path == stage.Segments[0] ? File.ReadAllBytes(path)[..^40] : File.ReadAllBytes(path));
            File.SetLastWriteTimeUtc(copy, age += TimeSpan.FromSeconds(1));
        }
        long Bytes() => Directory.GetFiles(folder).Sum(path => new FileInfo(path).Length);
        var bound = Bytes() + 39;
        using var store = new RecordingStore(new() { Directory = copies.Path, MaxBytes = bound }, stage.Time, stage.Log);
        using var upkeep = new RecordingUpkeep(store, secret: null, packs: false, stage.Log);
        upkeep.RunOnce(CancellationToken.None);
        // The torn one is the oldest, but room for it is not made by its own end.
        Assert.False(File.Exists(Path.Combine(folder, Path.GetFileName(stage.Segments[1]))));
        Assert.True(SegmentInspection.Read(Path.Combine(folder, Path.GetFileName(stage.Segments[0]))).WasRepaired);
        Assert.InRange(Bytes(), 0, bound);
        Assert.Equal(Bytes(), store.TotalBytes);
        Assert.Equal(stage.Segments.Length - 1, store.List().Count(segment => !segment.IsOpen));
    }

    [Fact]
    public void Where_it_is_not_to_pack_it_repairs_alone()
    {
        using var stage = RecordSome(isSealed: false);
        var torn = stage.Segments[0];
        File.WriteAllBytes(torn, File.ReadAllBytes(torn)[..^40]);
        using var upkeep = new RecordingUpkeep(stage.Store, secret: null, packs: false, stage.Log);
        upkeep.RunOnce(CancellationToken.None);
        Assert.All(stage.Segments[..^1], path => Assert.Equal((SegmentState.Complete, false), StateOf(stage, path)));
    }

    [Fact]
    public void What_is_no_recording_is_told_of_once_and_left()
    {
        using var stage = RecordSome(isSealed: false);
        var strange = Path.Combine(stage.Folder, "20010101T000000.000Z.scanout");
        File.WriteAllBytes(strange, [.. Enumerable.Range(0, 5000).Select(value => (byte)value)]);
        var empty = Path.Combine(stage.Folder, "20010101T000000.001Z.scanout");
        File.WriteAllBytes(empty, []);
        var damaged = stage.Segments[2];
        var bytes = File.ReadAllBytes(damaged);
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(damaged, bytes);
        using var upkeep = new RecordingUpkeep(stage.Store, secret: null, packs: true, stage.Log);
        upkeep.RunOnce(CancellationToken.None);
        upkeep.RunOnce(CancellationToken.None);
        Assert.Equal(2, stage.Log.Count("is left as it is"));
        Assert.False(File.Exists(empty));
        Assert.Equal(5000, new FileInfo(strange).Length);
        Assert.Equal(bytes, File.ReadAllBytes(damaged));
        Assert.Empty(Directory.GetFiles(stage.Folder, "*.packing"));
        Assert.All(stage.Segments[3..^1], path => Assert.True(SegmentInspection.Read(path).IsPacked));
    }

    [Fact]
    public void Where_there_is_no_room_to_pack_it_is_tried_again_but_not_all_the_time()
    {
        using var stage = RecordSome(isSealed: false);
        stage.Stop();
        using var upkeep = new RecordingUpkeep(stage.Store, secret: null, packs: true, stage.Log);
        stage.Calls.Free = -28;
        for (var round = 0; round < 40; round++)
            upkeep.RunOnce(CancellationToken.None);
        Assert.All(stage.Segments, path => Assert.False(SegmentInspection.Read(path).IsPacked));
        stage.Calls.Free = null;
        upkeep.RunOnce(CancellationToken.None);
        Assert.All(stage.Segments, path => Assert.False(SegmentInspection.Read(path).IsPacked));
        // After 1, 2, 4, 8, 16 and 32 rounds it was tried.
        for (var round = 0; round < 30; round++)
            upkeep.RunOnce(CancellationToken.None);
        Assert.All(stage.Segments, path => Assert.True(SegmentInspection.Read(path).IsPacked));
        Assert.Equal(stage.Segments.Length, stage.Log.Count("can't be repaired or packed for now"));
        Assert.Equal(stage.Shown, stage.Played());
    }

    [Fact]
    public void A_segment_that_is_deleted_meanwhile_harms_nobody()
    {
        using var stage = RecordSome(isSealed: false);
        var closed = stage.Segments[..^1];
        stage.BeforeWrite = () =>
        {
            foreach (var path in closed)
                File.Delete(path);
        };
        using var upkeep = new RecordingUpkeep(stage.Store, secret: null, packs: true, stage.Log);
        upkeep.RunOnce(CancellationToken.None);
        upkeep.RunOnce(CancellationToken.None);
        Assert.Single(stage.Segments);
        Assert.Empty(Directory.GetFiles(stage.Folder, "*.packing"));
    }

    [Fact]
    public void Whatever_a_file_makes_go_wrong_is_told_of_once()
    {
        using var stage = RecordSome(isSealed: false);
        var isBroken = true;
        stage.BeforeWrite = () =>
        {
            if (isBroken)
                throw new InvalidOperationException("too much");
        };
        using var upkeep = new RecordingUpkeep(stage.Store, secret: null, packs: true, stage.Log);
        upkeep.RunOnce(CancellationToken.None);
        var closed = stage.Segments[..^1];
        Assert.Equal(closed.Length, stage.Log.Count("is left as it is: InvalidOperationException: too much"));
        isBroken = false;
        upkeep.RunOnce(CancellationToken.None);
        Assert.Equal(closed.Length, stage.Log.Count("is left as it is"));
        Assert.Empty(Directory.GetFiles(stage.Folder, "*.packing"));
    }

    [Fact]
    public void Without_the_library_nothing_is_packed_and_that_is_told_once()
    {
        using var stage = RecordSome(isSealed: false);
        using var upkeep = new RecordingUpkeep(stage.Store, secret: null, packs: true, stage.Log, "there is no libzstd.so.1");
        upkeep.RunOnce(CancellationToken.None);
        upkeep.RunOnce(CancellationToken.None);
        Assert.Equal(1, stage.Log.Count("are not packed: there is no libzstd.so.1"));
        Assert.All(stage.Segments[..^1], path => Assert.Equal((SegmentState.Complete, false), StateOf(stage, path)));
    }

    static (SegmentState State, bool IsPacked) StateOf(RecordedStage stage, string path)
    {
        var found = SegmentInspection.Read(path, stage.Settings.Secret);
        return (found.State, found.IsPacked);
    }

    /// <summary>Some segments, the last of them open.</summary>
    static RecordedStage RecordSome(bool isSealed)
    {
        var stage = new RecordedStage { IsSealed = isSealed };
        stage.Settings = stage.Settings with { SegmentBytes = 1 << 20 };
        stage.Start();
        stage.PaintMuch(50);
        stage.Rest(TimeSpan.FromSeconds(1));
        Assert.InRange(stage.Segments.Length, 4, 40);
        return stage;
    }
}
