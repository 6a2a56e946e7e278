using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices;

namespace Scanout.Tests.Pipeline.Devices.Regions;

public sealed class SeqlockTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sequence_that_stays_odd_is_refused_by_its_value_once_it_was_waited_for(bool isSealedMemory)
    {
        using var region = new RegionFile(new() { Sequence = 41 }, isSealedMemory);
        Assert.Equal(LookOutcome.Pending, region.Device.Look().Outcome);
        region.Time.Advance(TimeSpan.FromMilliseconds(249));
        Assert.Equal(LookOutcome.Pending, region.Device.Look().Outcome);
        region.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Contains("sequence 41 is odd", region.Reason(LookOutcome.Refused), StringComparison.Ordinal);

        region.StoreWord(12, 42);
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
    }

    [Fact]
    public void A_sequence_that_is_odd_at_every_look_and_never_the_same_is_refused()
    {
        using var region = new RegionFile(new() { Sequence = 1 });
        region.Device.Look();
        region.Time.Advance(TimeSpan.FromSeconds(1));
        region.StoreWord(12, 3);
        Assert.Contains("sequence changes without pause", region.Reason(LookOutcome.Refused), StringComparison.Ordinal);
    }

    [Fact]
    public void The_wait_begins_anew_after_a_page_that_stood_still()
    {
        using var region = new RegionFile(new() { Sequence = 1 });
        Assert.Equal(LookOutcome.Pending, region.Device.Look().Outcome);
        region.StoreWord(12, 2);
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
        region.Time.Advance(TimeSpan.FromSeconds(5));
        region.StoreWord(12, 3);
        Assert.Equal(LookOutcome.Pending, region.Device.Look().Outcome);
    }

    [Fact]
    public void A_file_that_is_no_region_is_refused_for_that_whatever_its_sequence()
    {
        using var region = new RegionFile(new RegionBytes { Sequence = 1 }.Set(0, 0));
        Assert.Contains("magic", region.Reason(LookOutcome.Refused), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_description_is_never_half_of_one_and_half_of_another(bool isSealedMemory)
    {
        PlaneLayout wide = new(PixelFormat.Xr24, Tiling.Linear, 64, 16, 256);
        PlaneLayout high = new(PixelFormat.Rg16, Tiling.Linear, 16, 64, 32);
        using var region = new RegionFile(new(), isSealedMemory);
        using var file = File.OpenHandle(region.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Flip(file, region.Bytes, wide);

        // Writes go word by word, with the rest of the page between them: a reader without the seqlock sees mixtures at once.
        var publisher = new Thread(() =>
        {
            for (var flips = 0; flips < 10_000; flips++)
            {
                Flip(file, region.Bytes, flips % 2 == 0 ? high : wide);
                Thread.SpinWait(300);
            }
        });
        publisher.Start();
        var looks = new HashSet<PlaneLook>();
        do
            looks.Add(region.Device.Look());
        while (publisher.IsAlive);
        looks.Add(region.Device.Look());

        Assert.DoesNotContain(looks, look => look.Outcome is not (LookOutcome.Ready or LookOutcome.Pending));
        var seen = looks.Where(look => look.Outcome == LookOutcome.Ready).Select(look => look.Layout).ToHashSet();
        Assert.Subset(new HashSet<PlaneLayout> { wide, high }, seen);
        Assert.Contains(wide, seen);
    }

    static void Flip(Microsoft.Win32.SafeHandles.SafeFileHandle file, RegionBytes bytes, PlaneLayout layout)
    {
        var (width, height, stride) = ((uint)layout.WidthPixels, (uint)layout.HeightPixels, (uint)layout.StrideBytes);
        bytes.Plane(128, layout.Format.ToString(), width, height, stride, 4096, 12288);
        void Store(int at) => RandomAccess.Write(file, bytes.Bytes.AsSpan(at, 4), at);
        bytes.Sequence++;
        Store(12);
        foreach (var at in new[] { 128, 144, 148, 152 })
            Store(at);
        bytes.Sequence++;
        Store(12);
    }
}
