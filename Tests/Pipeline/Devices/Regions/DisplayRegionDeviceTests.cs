using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices;

namespace Scanout.Tests.Pipeline.Devices.Regions;

public sealed class DisplayRegionDeviceTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_rows_are_the_files_own_bytes(bool isSealedMemory)
    {
        var bytes = new RegionBytes();
        new Random(1).NextBytes(bytes.Bytes.AsSpan(4096));
        using var region = new RegionFile(bytes, isSealedMemory);

        var look = region.Device.Look();

        Assert.Equal(LookOutcome.Ready, look.Outcome);
        Assert.Equal(new PlaneLayout(PixelFormat.Xr24, Tiling.Linear, 64, 48, 256), look.Layout);
        Assert.Equal(isSealedMemory, region.Device.IsDirect);
        foreach (var (first, count) in new[] { (0, 48), (0, 1), (47, 1), (13, 20) })
        {
            Assert.True(region.Device.TryReadRows(first, count, out var rows));
            Assert.True(rows.SequenceEqual(bytes.Bytes.AsSpan(4096 + 256 * first, 256 * count)));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Tiles_are_read_in_whole_rows_of_tiles(bool isSealedMemory)
    {
        var bytes = new RegionBytes(8192 + 512 * 16).Plane(128, "XR24", 128, 11, 512, 8192, 512 * 16, 0x0100000000000001);
        new Random(2).NextBytes(bytes.Bytes.AsSpan(8192));
        using var region = new RegionFile(bytes, isSealedMemory);

        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
        Assert.True(region.Device.TryReadRows(8, 3, out var rows));
        Assert.True(rows.SequenceEqual(bytes.Bytes.AsSpan(8192 + 4096, 4096)));
        Assert.Throws<ArgumentOutOfRangeException>(() => region.Device.TryReadRows(4, 4, out _));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(0, 49)]
    [InlineData(48, 1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Rows_that_the_plane_does_not_have_are_the_callers_fault(int first, int count)
    {
        using var region = new RegionFile(new());
        region.Device.Look();
        Assert.Throws<ArgumentOutOfRangeException>(() => region.Device.TryReadRows(first, count, out _));
    }

    [Fact]
    public void Its_id_and_title_are_known_once_it_is_open()
    {
        var bytes = new RegionBytes { Flags = 0 };
        bytes.Bytes[39] = 5;
        bytes.Bytes[40] = (byte)'t';
        using var region = new RegionFile(bytes);

        Assert.Equal(Guid.Parse("00000000-0000-0000-0000-000000000005"), region.Device.Id);
        Assert.Equal("t", region.Device.Title);
        Assert.Equal($"region {region.Path}", region.Device.Description);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_counts_every_look_is_a_picture_to_read(bool isSealedMemory)
    {
        using var region = new RegionFile(new(), isSealedMemory);
        for (var i = 0; i < 3; i++)
            Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void With_counts_a_look_is_unchanged_until_updates_or_the_description_changes(bool isSealedMemory)
    {
        using var region = new RegionFile(new() { Flags = 3 }, isSealedMemory);
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
        Assert.Equal(LookOutcome.Unchanged, region.Device.Look().Outcome);

        region.StoreWord(320, 1);
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
        Assert.Equal(LookOutcome.Unchanged, region.Device.Look().Outcome);

        region.StoreWord(324, 1);
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
        Assert.Equal(LookOutcome.Unchanged, region.Device.Look().Outcome);

        region.Describe(bytes => bytes.Set(144, 63));
        Assert.Equal(63, region.Device.Look().Layout.WidthPixels);
        Assert.Equal(LookOutcome.Unchanged, region.Device.Look().Outcome);
        Assert.True(region.Device.TryReadRows(0, 48, out _));
    }

    [Fact]
    public void A_display_switched_off_and_on_again_is_a_picture_to_read()
    {
        using var region = new RegionFile(new() { Flags = 3 });
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
        region.Describe(bytes => bytes.Flags = 2);
        Assert.Equal(LookOutcome.Disabled, region.Device.Look().Outcome);
        Assert.Equal(LookOutcome.Disabled, region.Device.Look().Outcome);
        Assert.Throws<InvalidOperationException>(() => region.Device.TryReadRows(0, 1, out _));
        region.Describe(bytes => bytes.Flags = 3);
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_mode_switch_to_a_larger_picture_in_a_file_that_grew_is_followed(bool isSealedMemory)
    {
        using var region = new RegionFile(new(), isSealedMemory);
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);

        region.Describe(bytes => bytes.Plane(128, "RG16", 1000, 500, 2000, 4096, 1_000_000));
        Assert.Contains("reach past the file's 16384 bytes", region.Reason(LookOutcome.Refused), StringComparison.Ordinal);
        region.Resize(4096 + 1_000_000);

        var look = region.Device.Look();
        Assert.Equal(new PlaneLayout(PixelFormat.Rg16, Tiling.Linear, 1000, 500, 2000), look.Layout);
        Assert.True(region.Device.TryReadRows(0, 500, out var rows));
        Assert.Equal(1_000_000, rows.Length);
    }

    [Fact]
    public void A_refusal_is_the_same_sentence_until_something_changes()
    {
        using var region = new RegionFile(new RegionBytes().Set(144, 0));
        var reason = region.Reason(LookOutcome.Refused);
        Assert.Contains("width 0", reason, StringComparison.Ordinal);
        Assert.Same(reason, region.Reason(LookOutcome.Refused));

        region.Describe(bytes => bytes.Set(144, 64));
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(335)]
    [InlineData(4095)]
    public void A_file_without_a_whole_page_is_refused_by_its_length(int bytes)
    {
        using var region = new RegionFile(new());
        region.Resize(bytes);
        Assert.Equal($"the file's {bytes} bytes are fewer than the 4096 of a description page", region.Reason(LookOutcome.Refused));
        Assert.Same(region.Reason(LookOutcome.Refused), region.Reason(LookOutcome.Refused));
    }

    [Fact]
    public void An_empty_file_opens_and_becomes_a_region()
    {
        using var region = new RegionFile(new());
        region.Resize(0);
        using var device = region.Open();
        Assert.Equal(LookOutcome.Refused, device.Look().Outcome);
        region.Store(0, region.Bytes.Bytes.Length);
        Assert.Equal(LookOutcome.Ready, device.Look().Outcome);
    }

    [Fact]
    public void A_file_truncated_between_look_and_read_is_lost_memory_and_then_refused()
    {
        using var region = new RegionFile(new());
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
        region.Resize(4096 + 256 * 10);

        Assert.True(region.Device.TryReadRows(0, 10, out _));
        Assert.False(region.Device.TryReadRows(0, 11, out var rows));
        Assert.True(rows.IsEmpty);
        Assert.Contains("reach past the file's 6656 bytes", region.Reason(LookOutcome.Refused), StringComparison.Ordinal);
    }

    [Fact]
    public void A_removed_file_is_lost_also_where_counts_stand_still()
    {
        using var region = new RegionFile(new() { Flags = 3 });
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
        File.Delete(region.Path);
        Assert.Equal("the region file was removed", region.Reason(LookOutcome.Lost));
    }

    [Fact]
    public void A_file_replaced_by_another_is_lost_and_the_other_opens()
    {
        using var region = new RegionFile(new());
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
        File.WriteAllBytes(region.Path + ".new", new RegionBytes().Set(144, 32).Bytes);
        File.Move(region.Path + ".new", region.Path, overwrite: true);

        Assert.Equal("the region file was removed", region.Reason(LookOutcome.Lost));
        using var device = region.Open();
        Assert.Equal(32, device.Look().Layout.WidthPixels);
    }

    [Fact]
    public void A_file_truncated_and_restored_without_pause_never_harms_the_reader()
    {
        var bytes = new RegionBytes();
        bytes.Bytes.AsSpan(4096).Fill(0x5A);
        using var region = new RegionFile(bytes);
        using var stop = new CancellationTokenSource();
        var random = new Random(3);
        var publisher = new Thread(() =>
        {
            using var file = File.OpenHandle(region.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            while (!stop.IsCancellationRequested)
            {
                RandomAccess.SetLength(file, random.Next(bytes.Bytes.Length));
                RandomAccess.Write(file, bytes.Bytes, 0);
            }
        });
        publisher.Start();
        var outcomes = new HashSet<LookOutcome>();
        try
        {
            for (var i = 0; i < 20_000; i++)
            {
                var outcome = region.Device.Look().Outcome;
                outcomes.Add(outcome);
                if (outcome == LookOutcome.Ready)
                    region.Device.TryReadRows(0, 48, out _);
            }
        }
        finally
        {
            stop.Cancel();
            publisher.Join();
        }

        Assert.DoesNotContain(LookOutcome.Lost, outcomes);
        Assert.Contains(LookOutcome.Refused, outcomes);
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
        Assert.True(region.Device.TryReadRows(0, 48, out var rows));
        Assert.False(rows.ContainsAnyExcept((byte)0x5A));
    }

    [Theory]
    [InlineData(false, 1u)]
    [InlineData(false, 3u)]
    [InlineData(true, 1u)]
    [InlineData(true, 3u)]
    public void A_poll_of_an_idle_display_allocates_nothing(bool isSealedMemory, uint flags)
    {
        using var region = new RegionFile(new() { Flags = flags }, isSealedMemory);
        Assert.Equal(0, AllocatedByPolls(region, LookOutcome.Ready, LookOutcome.Unchanged));
    }

    [Fact]
    public void A_poll_of_a_refused_display_allocates_nothing()
    {
        using var refused = new RegionFile(new RegionBytes().Set(148, 20_000));
        using var empty = new RegionFile(new());
        empty.Resize(7);
        using var stuck = new RegionFile(new() { Sequence = 5 });
        stuck.Device.Look();
        stuck.Time.Advance(TimeSpan.FromSeconds(1));
        foreach (var region in new[] { refused, empty, stuck })
            Assert.Equal(0, AllocatedByPolls(region, LookOutcome.Refused, LookOutcome.Refused));
    }

    static long AllocatedByPolls(RegionFile region, LookOutcome one, LookOutcome other)
    {
        long before = 0;
        for (var i = 0; i < 60; i++)
        {
            if (i == 10)
                before = GC.GetAllocatedBytesForCurrentThread();
            var outcome = region.Device.Look().Outcome;
            if (outcome != one && outcome != other)
                throw new InvalidOperationException($"{outcome}");
            if (outcome == LookOutcome.Ready)
                region.Device.TryReadRows(0, 48, out _);
            region.Device.ReadCursor();
        }
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
