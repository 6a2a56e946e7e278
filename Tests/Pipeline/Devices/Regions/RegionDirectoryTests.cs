using Microsoft.Extensions.Time.Testing;
using Scanout.Pipeline.Devices.Regions;
using Scanout.Tests.Pipeline.Devices.Memory;

namespace Scanout.Tests.Pipeline.Devices.Regions;

public sealed class RegionDirectoryTests : IDisposable
{
    readonly ScratchDirectory scratch = new();
    readonly FakeTimeProvider time = new();
    readonly List<RegionDirectoryChange> told = [];
    readonly RegionDirectory directory;

    public RegionDirectoryTests() => directory = new(Watched, time, told.Add);

    string Watched => scratch.File("regions");

    public void Dispose()
    {
        directory.Dispose();
        scratch.Dispose();
    }

    [Fact]
    public void What_is_there_at_the_start_is_told_at_once_and_once()
    {
        Put("b.region");
        Put("a.region");
        directory.Start();
        Assert.Equal([Appeared("a"), Appeared("b")], Told());
        Poll();
        Poll();
        Assert.Empty(Told());
    }

    [Fact]
    public void A_region_is_told_within_the_period_of_coming_and_going()
    {
        Directory.CreateDirectory(Watched);
        directory.Start();
        Put("vm-17.region");
        time.Advance(RegionDirectory.Period - TimeSpan.FromMilliseconds(1));
        Assert.Empty(Told());
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([Appeared("vm-17")], Told());

        File.Delete(Path.Combine(Watched, "vm-17.region"));
        Poll();
        Assert.Equal([new RegionDirectoryChange.Vanished("vm-17")], Told());
    }

    [Fact]
    public void A_region_replaced_by_another_file_vanishes_and_appears()
    {
        Put("vm.region");
        directory.Start();
        Told();
        Put("new");
        File.Move(Path.Combine(Watched, "new"), Path.Combine(Watched, "vm.region"), overwrite: true);
        Poll();
        Assert.Equal([new RegionDirectoryChange.Vanished("vm"), Appeared("vm")], Told());
    }

    [Fact]
    public void A_region_that_is_written_into_stays_the_same()
    {
        Put("vm.region");
        directory.Start();
        Told();
        File.WriteAllBytes(Path.Combine(Watched, "vm.region"), new byte[10_000]);
        Poll();
        Assert.Empty(Told());
    }

    [Fact]
    public void A_link_to_a_memory_file_is_a_region_while_the_file_lives()
    {
        Directory.CreateDirectory(Watched);
        directory.Start();
        var memory = new MemoryFile(new RegionBytes().Bytes, MemoryFile.SealShrink);
        File.CreateSymbolicLink(Path.Combine(Watched, "vm.region"), memory.Path);
        Poll();
        Assert.Equal([Appeared("vm")], Told());
        memory.Dispose();
        Poll();
        Assert.Equal([new RegionDirectoryChange.Vanished("vm")], Told());
    }

    [Theory]
    [InlineData(".hidden.region")]
    [InlineData(".region")]
    [InlineData("a.region.tmp")]
    [InlineData("a.Region")]
    [InlineData("region")]
    [InlineData("a\u001b[2J.region")]
    [InlineData("a\n.region")]
    [InlineData("a\u0085.region")]
    public void What_is_not_named_as_a_region_is_none(string name)
    {
        Put(name);
        directory.Start();
        Assert.Empty(Told());
    }

    [Fact]
    public void A_directory_of_that_name_is_no_region()
    {
        Directory.CreateDirectory(Path.Combine(Watched, "vm.region"));
        directory.Start();
        Assert.Empty(Told());
    }

    [Fact]
    public void A_directory_that_does_not_exist_is_told_once_and_watched_all_the_same()
    {
        directory.Start();
        AssertUnreadable("does not exist");
        Poll();
        Assert.Empty(Told());
        Put("vm.region");
        Poll();
        Assert.Equal([Appeared("vm")], Told());

        Directory.Delete(Watched, recursive: true);
        Poll();
        Assert.Collection(
            Told(),
            change => Assert.IsType<RegionDirectoryChange.Unreadable>(change),
            change => Assert.Equal(new RegionDirectoryChange.Vanished("vm"), change));
    }

    [Fact]
    public void A_directory_that_can_not_be_read_is_told_once_and_takes_no_display_away()
    {
        Put("vm.region");
        directory.Start();
        Assert.Equal([Appeared("vm")], Told());

        Directory.Move(Watched, Watched + ".away");
        File.CreateSymbolicLink(Watched, Watched);
        Poll();
        Poll();
        AssertUnreadable("can't be read");

        File.Delete(Watched);
        Directory.Move(Watched + ".away", Watched);
        Poll();
        Assert.Empty(Told());
    }

    [Fact]
    public void Nothing_is_told_after_the_end()
    {
        directory.Start();
        Told();
        directory.Dispose();
        Put("vm.region");
        Poll();
        Assert.Empty(Told());
    }

    [Fact]
    public void A_region_published_is_there_at_the_next_poll_and_gone_after_its_publisher()
    {
        Directory.CreateDirectory(Watched);
        directory.Start();
        var layout = new RegionBytes().Parse().Primary!.Value.Layout;
        using (RegionPublisher.Create(Path.Combine(Watched, "vm.region"), layout))
        {
            Poll();
            Assert.Equal([Appeared("vm")], Told());
        }
        Poll();
        Assert.Equal([new RegionDirectoryChange.Vanished("vm")], Told());
    }

    void AssertUnreadable(string why) =>
        Assert.Contains(
            why, Assert.IsType<RegionDirectoryChange.Unreadable>(Assert.Single(Told())).Reason, StringComparison.Ordinal);

    void Put(string name)
    {
        Directory.CreateDirectory(Watched);
        File.WriteAllBytes(Path.Combine(Watched, name), []);
    }

    void Poll() => time.Advance(RegionDirectory.Period);

    RegionDirectoryChange.Appeared Appeared(string name) => new(name, Path.Combine(Watched, name + ".region"));

    List<RegionDirectoryChange> Told()
    {
        var all = told.ToList();
        told.Clear();
        return all;
    }
}
