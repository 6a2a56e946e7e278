using Scanout.Hosting.Web.Console;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Audiences;

namespace Scanout.Tests.Hosting.Web.Console;

public sealed class ConsoleSeatsTests : IAsyncDisposable
{
    static readonly string Mark = new('a', 32);

    readonly AudienceDirectory audiences = new(new AudienceSettings(), _ => null, TimeProvider.System);

    public ValueTask DisposeAsync() => audiences.DisposeAsync();

    [Fact]
    public void A_console_is_found_by_its_mark_on_its_display_while_it_is_connected()
    {
        var consoles = new ConsoleSeats(audiences);
        var entry = consoles.Enter(Mark, 7);
        Assert.Null(consoles.Find(Mark, "vm"));
        using var seat = audiences.Of("vm").TryEnter(
            new AudienceEntry(7, "vnc", "here", ViewerIdentity.Anyone, true), _ => { }, _ => { }, out _)!;
        Assert.Same(seat, consoles.Find(Mark, "vm"));
        Assert.True(consoles.Has(7));
        Assert.Null(consoles.Find(Mark, "other"));
        Assert.Null(consoles.Find(new string('b', 32), "vm"));
        Assert.Null(consoles.Find(null, "vm"));
        // It connects anew before the old connection is known to be gone.
        using var again = consoles.Enter(Mark, 8);
        entry!.Dispose();
        Assert.True(consoles.Has(8));
    }

    [Theory]
    [InlineData(null), InlineData(""), InlineData("aaaa"), InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n")]
    public void What_is_no_mark_is_nobodys(string? mark) => Assert.Null(new ConsoleSeats(audiences).Enter(mark, 1));
}
