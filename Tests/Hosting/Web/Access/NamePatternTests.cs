using Scanout.Hosting.Web.Access;

namespace Scanout.Tests.Hosting.Web.Access;

public sealed class NamePatternTests
{
    [Theory]
    [InlineData("vm-1", "vm-1", true), InlineData("vm-1", "vm-10", false), InlineData("vm-1", "VM-1", false), InlineData("", "", true)]
    [InlineData("", "vm", false), InlineData("*", "", true), InlineData("*", "anything at all", true), InlineData("vm-1*", "vm-1", true)]
    [InlineData("vm-1*", "vm-17", true), InlineData("vm-1*", "vm-2", false), InlineData("*-ops", "night-ops", true), InlineData("*-ops", "night-ops-2", false)]
    [InlineData("a*b*c", "aXbYbZc", true), InlineData("a*b*c", "aXcYb", false), InlineData("**", "x", true), InlineData("a?", "ab", false)]
    [InlineData("[a]", "a", false), InlineData(".*", "vm", false)]
    public void A_star_is_anything_and_nothing_else_is_but_itself(string pattern, string name, bool isMatch) =>
        Assert.Equal(isMatch, NamePattern.Matches(pattern, name));

    [Fact]
    public void No_name_takes_long() => Assert.False(NamePattern.Matches($"{string.Concat(Enumerable.Repeat("*a", 60))}b", new string('a', 4000)));
}
