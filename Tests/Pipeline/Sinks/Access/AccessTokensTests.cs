using Microsoft.Extensions.Time.Testing;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Tests.Pipeline.Sinks.Access;

public sealed class AccessTokensTests
{
    readonly FakeTimeProvider time = new();
    readonly AccessTokens tokens;

    public AccessTokensTests() => tokens = new AccessTokens(time);

    [Fact]
    public void A_token_is_good_once_and_for_its_display_alone()
    {
        var token = tokens.TryCreate("vm", isViewOnly: true, expires: null)!;
        Assert.Null(tokens.Redeem(token, "other"));
        Assert.Null(tokens.Redeem(token[..^1], "vm"));
        Assert.Equal(new ViewerIdentity("", true, "token"), tokens.Redeem(token, "vm"));
        Assert.Null(tokens.Redeem(token, "vm"));
    }

    [Fact]
    public void A_token_expires()
    {
        var token = tokens.TryCreate("vm", isViewOnly: false, time.GetUtcNow().AddSeconds(60))!;
        Assert.True(tokens.HasAnyFor("vm"));
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.False(tokens.HasAnyFor("vm"));
        Assert.Null(tokens.Redeem(token, "vm"));
    }

    [Fact]
    public void Tokens_are_long_random_and_fit_for_an_address()
    {
        var made = Enumerable.Range(0, 100).Select(_ => tokens.TryCreate("vm", false, null)!).ToHashSet();
        Assert.Equal(100, made.Count);
        Assert.All(made, token => Assert.Matches("^[A-Za-z0-9_-]{32}$", token));
    }

    [Fact]
    public void So_many_are_out_at_once_and_those_that_expire_make_room()
    {
        for (var i = 0; i < AccessTokens.MaxOutstanding; i++)
            Assert.NotNull(tokens.TryCreate("vm", false, time.GetUtcNow().AddSeconds(1)));
        Assert.Null(tokens.TryCreate("vm", false, null));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(tokens.TryCreate("vm", false, null));
    }

    [Fact]
    public void No_holder_has_so_many_that_others_have_none()
    {
        var first = Make("bob");
        for (var i = 1; i < AccessTokens.MaxOutstandingOfOne; i++)
            Assert.NotNull(Make("bob"));
        Assert.Null(Make("bob"));
        Assert.NotNull(Make("alice"));
        Assert.NotNull(Make(""));
        Assert.NotNull(tokens.Redeem(first!, "vm"));
        Assert.NotNull(Make("bob"));

        string? Make(string holder) => tokens.TryCreate("vm", false, null, holder: holder);
    }

    [Fact]
    public void Who_showed_a_token_is_good_for_as_long_as_it_would_be_given()
    {
        var isGood = true;
        var token = tokens.TryCreate("vm", false, null, isStillGood: () => isGood)!;
        var holder = tokens.Redeem(token, "vm")!;
        Assert.True(holder.IsStillGood());
        isGood = false;
        Assert.False(holder.IsStillGood());
    }
}
