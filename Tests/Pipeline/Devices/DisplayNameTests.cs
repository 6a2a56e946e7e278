using Scanout.Pipeline.Devices;

namespace Scanout.Tests.Pipeline.Devices;

public sealed class DisplayNameTests
{
    [Theory]
    [InlineData("vm-17")]
    [InlineData("Büro 2 (Windows)")]
    [InlineData("画面")]
    [InlineData("a.b")]
    [InlineData("\U0001F5A5")]
    public void A_name_is_what_a_file_could_be_called(string name) => Assert.True(DisplayName.IsValid(name));

    [Theory]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\nb")]
    [InlineData("a\u001b[2J")]
    [InlineData("a\u0085")]
    [InlineData("a\0")]
    [InlineData("a\uFFFD")]
    public void What_could_not_be_written_down_as_it_is_is_none(string name) => Assert.False(DisplayName.IsValid(name));

    [Fact]
    public void Half_a_character_is_no_name()
    {
        Assert.False(DisplayName.IsValid("a" + '\uD83D'));
        Assert.False(DisplayName.IsValid('\uDDA5' + "a"));
    }

    [Fact]
    public void A_name_is_bounded_in_bytes()
    {
        Assert.True(DisplayName.IsValid(new string('a', 255)));
        Assert.False(DisplayName.IsValid(new string('a', 256)));
        Assert.False(DisplayName.IsValid(new string('ü', 128)));
    }
}
