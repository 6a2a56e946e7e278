using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Time.Testing;
using Scanout.Hosting.Web.Access;

namespace Scanout.Tests.Hosting.Web.Access;

public sealed class WebSessionsTests
{
    readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddDays(20_000));
    readonly WebSessions sessions;

    public WebSessionsTests() => sessions = new WebSessions(TimeSpan.FromHours(2), time);

    [Fact]
    public async Task A_session_ends_when_it_is_not_used_and_stays_while_it_is()
    {
        var key = await sessions.StoreAsync(Ticket("alice"));
        Assert.Equal(64, key.Length);
        time.Advance(TimeSpan.FromMinutes(50));
        Assert.True(sessions.Prolong(key));
        time.Advance(TimeSpan.FromMinutes(50));
        Assert.NotNull(await sessions.RetrieveAsync(key));
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(await sessions.RetrieveAsync(key));
        Assert.False(sessions.Prolong(key));
    }

    [Fact]
    public async Task A_session_has_an_end_however_much_it_is_used()
    {
        var key = await sessions.StoreAsync(Ticket("alice"));
        for (var minutes = 0; minutes < 119; minutes++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            Assert.True(sessions.Prolong(key));
            await sessions.RenewAsync(key, Ticket("alice"));
        }
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await sessions.RetrieveAsync(key));
        Assert.False(sessions.Prolong(key));
        await sessions.RenewAsync(key, Ticket("alice"));
        Assert.Null(await sessions.RetrieveAsync(key));
    }

    [Fact]
    public async Task A_session_that_has_ended_is_not_renewed()
    {
        var key = await sessions.StoreAsync(Ticket("alice"));
        var ticket = (await sessions.RetrieveAsync(key))!;
        await sessions.RemoveAsync(key);
        await sessions.RenewAsync(key, ticket);
        Assert.Null(await sessions.RetrieveAsync(key));
        Assert.Null(await sessions.RetrieveAsync("forged"));
    }

    [Fact]
    public async Task There_are_so_many_and_who_was_away_longest_gives_way()
    {
        var first = await sessions.StoreAsync(Ticket("alice"));
        time.Advance(TimeSpan.FromSeconds(1));
        for (var i = 1; i < WebSessions.MaxSessionsOfOne; i++)
            await sessions.StoreAsync(Ticket("alice"));
        Assert.NotNull(await sessions.RetrieveAsync(first));
        await sessions.StoreAsync(Ticket("alice"));
        Assert.Null(await sessions.RetrieveAsync(first));
        for (var i = 0; i < WebSessions.MaxSessions; i++)
            await sessions.StoreAsync(Ticket($"user {i}"));
        Assert.Equal(WebSessions.MaxSessions, sessions.Count);
        time.Advance(TimeSpan.FromHours(1));
        await sessions.StoreAsync(Ticket("bob"));
        Assert.Equal(1, sessions.Count);
    }

    AuthenticationTicket Ticket(string user) => new(
        new WebIdentity(WebIdentityKind.User, user).ToPrincipal(WebSchemes.Session),
        new AuthenticationProperties { IssuedUtc = time.GetUtcNow(), ExpiresUtc = time.GetUtcNow().AddHours(1) }, WebSchemes.Session);
}
