using Scanout.Hosting.Systemd;

namespace Scanout.Tests.Hosting.Systemd;

public sealed class JournalTests
{
    [Theory]
    [InlineData("8:1234", "socket:[1234]", true), InlineData("8:1234", "pipe:[1234]", true)]
    [InlineData("8:1234", "socket:[12345]", false), InlineData("8:1234", "socket:[234]", false), InlineData("8:1234", "/dev/pts/1", false)]
    [InlineData("8:1234", null, false), InlineData(null, "socket:[1234]", false), InlineData("", "socket:[]", false), InlineData("8:", "socket:[]", false)]
    public void Standard_error_is_the_journals_where_it_is_the_very_stream_that_the_variable_names(string? variable, string? link, bool isJournal) =>
        Assert.Equal(isJournal, Journal.IsStream(variable, link));
}
