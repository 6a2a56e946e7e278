using System.Text;
using Scanout.Hosting.Web.Viewers;

namespace Scanout.Tests.Hosting.Web.Viewers;

public sealed class ViewerFileTests
{
    [Fact]
    public void What_there_is_is_told_a_line_each()
    {
        var file = new ViewerFile().With("type", "spice").With("password", null).With("title", "büro-1");
        Assert.Equal("[virt-viewer]\ntype=spice\ntitle=büro-1\n", Encoding.UTF8.GetString(file.ToBytes()));
    }

    [Theory]
    [InlineData("x\nproxy=http://evil.example", @"x\nproxy=http://evil.example"), InlineData("a\r\tb", @"a\r\tb"), InlineData(@"a\nb", @"a\\nb")]
    [InlineData("  x", @"\s x"), InlineData("[group]", "[group]"), InlineData("#x", "#x")]
    public void No_value_is_more_than_its_line(string value, string written) =>
        Assert.Equal($"[virt-viewer]\ntitle={written}\n", Encoding.UTF8.GetString(new ViewerFile().With("title", value).ToBytes()));

    [Theory]
    [InlineData("vm-17", "vm-17.vv"), InlineData("..\\evil\"; x", "_.._evil___x.vv"), InlineData("büro\n1", "b_ro_1.vv"), InlineData(".hidden", "_.hidden.vv")]
    public void A_files_name_is_one_everywhere(string display, string name) =>
        Assert.Equal(name, ViewerFile.NameFor(display));
}
