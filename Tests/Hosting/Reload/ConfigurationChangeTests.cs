using Scanout.Hosting.Configuration.Hocon;
using Scanout.Hosting.Reload;

namespace Scanout.Tests.Hosting.Reload;

public sealed class ConfigurationChangeTests
{
    [Fact]
    public void Keys_that_differ_are_told_with_their_places_and_without_their_values()
    {
        var changes = ConfigurationChange.Between(
            Parse("a.b = 1\na.c = x\na.gone = secret\nlist = [1, 2]\nsame = [1]\nodd.\"v.m 1\".x = 1\nnothing = null"),
            Parse("a.b = 2\na.c = x\na.new = secret\nlist = [1, 3]\nsame = [1]\nodd.\"v.m 1\".x = 2"));
        Assert.Equal(
            ["a.b test:1", "a.new test:3", "list test:4", "odd.\"v.m 1\".x test:6", "a.gone test:3"], changes.Select(change => $"{change.Key} {change.Origin.Place}"));
    }

    [Theory]
    [InlineData("akka loglevel", true, true), InlineData("scanout capture rate", false, true), InlineData("scanout capture threads", true, false)]
    [InlineData("scanout displays vm-17 record", true, true), InlineData("scanout displays vm-17 record", false, false)]
    [InlineData("scanout displays vm-17 qmp", true, false), InlineData("scanout recording policy", true, true)]
    [InlineData("scanout recording directory", true, false), InlineData("scanout web port", true, false)]
    [InlineData("scanout web roles", false, true), InlineData("scanout screen settle", false, true), InlineData("scanout screen black level", false, true)]
    public void What_drops_no_viewer_changes_and_all_else_needs_a_restart(string path, bool isRecording, bool isLive) =>
        Assert.Equal(isLive, LiveKeys.Include(path.Split(' '), isRecording));

    static HoconObject Parse(string text)
    {
        List<HoconFault> faults = [];
        var tree = HoconConfiguration.Parse(text, "test", faults);
        Assert.Empty(faults);
        return tree;
    }
}
