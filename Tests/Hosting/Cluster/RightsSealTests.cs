using System.Security.Claims;
using Microsoft.Extensions.Time.Testing;
using Scanout.Hosting.Cluster.Records;
using Scanout.Hosting.Cluster.Rights;

namespace Scanout.Tests.Hosting.Cluster;

public sealed class RightsSealTests
{
    const string Path = "/api/displays/vm/snapshot?width=100";

    static readonly ClusterKey Key = ClusterKey.Of("a secret that hosts share"u8);

    readonly FakeTimeProvider time = new();
    readonly RightsSeal a;
    readonly RightsSeal b;

    public RightsSealTests() => (a, b) = (new RightsSeal("a", Key, time), new RightsSeal("b", Key, time));

    [Fact]
    public void What_a_user_may_do_goes_along()
    {
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "ada"), new Claim("role", "view:vm-*")], "cookie"));
        Assert.True(b.TryVerify(a.Sign("b", "GET", Path, "ada", PassedRights.ClaimsOf(user)), "GET", Path, out var statement, out _));
        var passed = PassedRights.Of(statement);
        Assert.Equal(("a", "ada", true), (passed.From, passed.User.Identity!.Name, passed.User.Identity.IsAuthenticated));
        Assert.Equal("view:vm-*", passed.User.FindFirst("role")!.Value);
    }

    [Fact]
    public void Who_was_not_asked_who_he_is_is_nobody_there_either()
    {
        Assert.True(b.TryVerify(a.Sign("b", "GET", Path, null, []), "GET", Path, out var statement, out _));
        Assert.False(PassedRights.Of(statement).User.Identity!.IsAuthenticated);
    }

    [Fact]
    public void A_statement_is_good_once() => AssertRefused(a.Sign("b", "GET", Path, "ada", []), "told before", first: true);

    [Fact]
    public void A_statement_is_about_one_request_to_one_host()
    {
        AssertRefused(a.Sign("c", "GET", Path, "ada", []), "another request");
        AssertRefused(a.Sign("b", "POST", Path, "ada", []), "another request");
        AssertRefused(a.Sign("b", "GET", "/api/displays/other/snapshot", "ada", []), "another request");
    }

    [Fact]
    public void A_statement_holds_for_half_a_minute()
    {
        var statement = a.Sign("b", "GET", Path, "ada", []);
        time.Advance(TimeSpan.FromSeconds(31));
        AssertRefused(statement, "expired");
        var early = new FakeTimeProvider(time.GetUtcNow() + TimeSpan.FromMinutes(5));
        AssertRefused(new RightsSeal("a", Key, early).Sign("b", "GET", Path, "ada", []), "future");
    }

    [Fact]
    public void What_the_key_has_not_signed_is_refused()
    {
        AssertRefused(new RightsSeal("a", ClusterKey.Of("another"u8), time).Sign("b", "GET", Path, "root", []), "not signed");
        AssertRefused(new RightsSeal("a", ClusterKey.None, time).Sign("b", "GET", Path, "root", []), "not signed");
        var good = a.Sign("b", "GET", Path, "ada", []);
        foreach (var forged in (string[])["", ".", "x", $"{good}x", $" {good}", good[..^2], $"x{good}", good.Replace('.', ','), new string('A', 100_000), $"{good},{good}"])
            AssertRefused(forged, "not signed");
        Assert.True(b.TryVerify(good, "GET", Path, out _, out _));
    }

    [Fact]
    public void A_host_without_a_key_takes_no_statement()
    {
        var open = new RightsSeal("b", ClusterKey.None, time);
        Assert.False(open.TryVerify(new RightsSeal("a", ClusterKey.None, time).Sign("b", "GET", Path, "root", []), "GET", Path, out _, out var refusal));
        Assert.Contains("key-file", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Nonces_are_bounded_and_forgotten_when_they_have_expired()
    {
        var nonces = new SpentNonces(time);
        var end = time.GetUtcNow().AddSeconds(30).ToUnixTimeMilliseconds();
        for (var i = 0; i < 64 * 1024; i++)
            Assert.True(nonces.TrySpend($"{i}", end));
        Assert.False(nonces.TrySpend("one more", end));
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.True(nonces.TrySpend("one more", end + 60_000));
    }

    void AssertRefused(string statement, string reason, bool first = false)
    {
        Assert.Equal(first, b.TryVerify(statement, "GET", Path, out _, out var refusal));
        if (first)
            Assert.False(b.TryVerify(statement, "GET", Path, out _, out refusal));
        Assert.Contains(reason, refusal, StringComparison.Ordinal);
    }
}
