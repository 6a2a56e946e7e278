using Microsoft.Extensions.Time.Testing;
using Scanout.Hosting.Web.Access;

namespace Scanout.Tests.Hosting.Web.Access;

public sealed class ApiTokensTests
{
    static readonly WebIdentity Alice = new(WebIdentityKind.User, "alice");

    readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddDays(20_000));
    readonly ApiTokens tokens;

    public ApiTokensTests() => tokens = new ApiTokens(time);

    [Fact]
    public void A_token_is_good_until_it_expires()
    {
        var (token, secret) = Make(Alice)!.Value;
        Assert.Matches("^scanout_[A-Za-z0-9_-]{43}$", secret);
        Assert.Equal(token, tokens.Find(secret));
        Assert.Null(tokens.Find(secret[..^1]));
        Assert.Null(tokens.Find(token.Id));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(tokens.Find(secret));
        Assert.Empty(tokens.All);
    }

    [Fact]
    public void A_token_that_is_revoked_is_none_and_others_stay()
    {
        var (one, other) = (Make(Alice)!.Value, Make(Alice)!.Value);
        tokens.Revoke(one.Token.Id);
        Assert.Null(tokens.Find(one.Secret));
        Assert.NotNull(tokens.Find(other.Secret));
    }

    [Fact]
    public void There_are_so_many_at_most()
    {
        for (var i = 0; i < ApiTokens.MaxTokensOfOne; i++)
            Assert.NotNull(Make(Alice));
        Assert.Null(Make(Alice));
        for (var i = ApiTokens.MaxTokensOfOne; i < ApiTokens.MaxTokens; i++)
            Assert.NotNull(Make(new WebIdentity(WebIdentityKind.User, $"user {i}")));
        Assert.Null(Make(new WebIdentity(WebIdentityKind.User, "bob")));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(Make(Alice));
    }

    (ApiToken Token, string Secret)? Make(WebIdentity owner) => tokens.TryCreate("name", owner, owner, time.GetUtcNow().AddMinutes(1));
}
