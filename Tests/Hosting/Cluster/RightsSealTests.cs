using Microsoft.Extensions.Time.Testing;
using Scanout.Hosting.Cluster.Records;
using Scanout.Hosting.Cluster.Rights;
using Scanout.Hosting.Web.Access;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Cluster;

public sealed class RightsSealTests
{
    const string Path = "/api/displays/vm/snapshot?width=100";

    const string Client = "192.0.2.7:4711";

    static readonly ClusterKey Key = ClusterKey.Of("a secret that hosts share"u8);

    readonly FakeTimeProvider time = new();
    readonly RightsSeal a;
    readonly RightsSeal b;

    public RightsSealTests() => (a, b) = (new RightsSeal("a", Key, time), new RightsSeal("b", Key, time));

    [Fact]
    public void What_a_user_may_do_goes_along()
    {
        var ada = new WebIdentity(WebIdentityKind.User, "ada") { Limit = DisplayRole.View, Displays = ["vm-*"], Stamp = "of there" };
        var passed = Pass("ada", ada);
        Assert.Equal(("a", Client, "ada", true), (passed.From, passed.Client, passed.User.Identity!.Name, passed.User.Identity.IsAuthenticated));
        var there = WebIdentity.Of(passed.User)!;
        Assert.Equal((WebIdentityKind.User, DisplayRole.View, "vm-*", ""), (there.Kind, there.Limit, Assert.Single(there.Displays), there.Stamp));
    }

    [Fact]
    public void No_other_host_makes_an_operator_of_this_one_nor_somebody_else()
    {
        var ada = new WebIdentity(WebIdentityKind.User, "ada");
        foreach (var (name, identity) in new[] { ("ada", WebIdentity.Operator with { User = "ada" }), ("ada", WebIdentity.Open with { User = "ada" }), ("bob", ada), ("", ada with { User = "" }), (null, ada) })
            Assert.False(Pass(name, identity).User.Identity!.IsAuthenticated);
    }

    [Fact]
    public void A_statement_says_where_the_request_came_from()
    {
        foreach (var client in (string[])["", "evil.example:1", "1.2.3.4:5\nforged"])
            AssertRefused(a.Sign("b", "GET", Path, client, "ada", []), "no statement");
    }

    [Fact]
    public void Who_was_not_asked_who_he_is_is_nobody_there_either()
    {
        Assert.True(b.TryVerify(a.Sign("b", "GET", Path, Client, null, []), "GET", Path, out var statement, out _));
        Assert.False(PassedRights.Of(statement).User.Identity!.IsAuthenticated);
    }

    [Fact]
    public void A_statement_is_good_once() => AssertRefused(a.Sign("b", "GET", Path, Client, "ada", []), "told before", first: true);

    [Fact]
    public void A_statement_is_about_one_request_to_one_host()
    {
        AssertRefused(a.Sign("c", "GET", Path, Client, "ada", []), "another request");
        AssertRefused(a.Sign("b", "POST", Path, Client, "ada", []), "another request");
        AssertRefused(a.Sign("b", "GET", "/api/displays/other/snapshot", Client, "ada", []), "another request");
    }

    [Fact]
    public void A_statement_holds_for_half_a_minute()
    {
        var statement = a.Sign("b", "GET", Path, Client, "ada", []);
        time.Advance(TimeSpan.FromSeconds(31));
        AssertRefused(statement, "expired");
        var early = new FakeTimeProvider(time.GetUtcNow() + TimeSpan.FromMinutes(5));
        AssertRefused(new RightsSeal("a", Key, early).Sign("b", "GET", Path, Client, "ada", []), "future");
    }

    [Fact]
    public void What_the_key_has_not_signed_is_refused()
    {
        AssertRefused(new RightsSeal("a", ClusterKey.Of("another"u8), time).Sign("b", "GET", Path, Client, "root", []), "not signed");
        AssertRefused(new RightsSeal("a", ClusterKey.None, time).Sign("b", "GET", Path, Client, "root", []), "not signed");
        var good = a.Sign("b", "GET", Path, Client, "ada", []);
        foreach (var forged in (string[])["", ".", "x", $"{good}x", $" {good}", good[..^2], $"x{good}", good.Replace('.', ','), new string('A', 100_000), $"{good},{good}"])
            AssertRefused(forged, "not signed");
        Assert.True(b.TryVerify(good, "GET", Path, out _, out _));
    }

    [Fact]
    public void A_host_without_a_key_takes_no_statement()
    {
        var open = new RightsSeal("b", ClusterKey.None, time);
        Assert.False(open.TryVerify(new RightsSeal("a", ClusterKey.None, time).Sign("b", "GET", Path, Client, "root", []), "GET", Path, out _, out var refusal));
        Assert.Contains("key-file", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Statements_that_are_refused_are_counted_and_logged_once_a_minute()
    {
        using var readings = new MeterReadings();
        var logger = new ListLogger();
        using var refused = new RefusedStatements(time, logger);
        for (var i = 0; i < 1000; i++)
            refused.Add("192.0.2.1", "it has expired");
        Assert.Single(logger.Lines);
        time.Advance(TimeSpan.FromMinutes(1));
        refused.Add("192.0.2.1", "it has expired");
        Assert.True(readings["scanout.cluster.statements_refused"] >= 1001);
        Assert.EndsWith("with it 1000 since this was last told", logger.Lines[^1], StringComparison.Ordinal);
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

    PassedRights Pass(string? name, WebIdentity identity)
    {
        Assert.True(b.TryVerify(
            a.Sign("b", "GET", Path, Client, name, PassedRights.ClaimsOf(identity.ToPrincipal("cookie"))), "GET", Path, out var statement, out _));
        return PassedRights.Of(statement);
    }

    void AssertRefused(string statement, string reason, bool first = false)
    {
        Assert.Equal(first, b.TryVerify(statement, "GET", Path, out _, out var refusal));
        if (first)
            Assert.False(b.TryVerify(statement, "GET", Path, out _, out refusal));
        Assert.Contains(reason, refusal, StringComparison.Ordinal);
    }
}
