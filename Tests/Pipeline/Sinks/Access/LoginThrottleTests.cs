using Microsoft.Extensions.Time.Testing;
using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Tests.Pipeline.Sinks.Access;

public sealed class LoginThrottleTests
{
    static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    readonly FakeTimeProvider time = new();
    readonly LoginThrottle throttle;

    public LoginThrottleTests() => throttle = new LoginThrottle(time);

    [Fact]
    public async Task Each_failure_doubles_the_wait_up_to_a_minute()
    {
        foreach (var seconds in (int[])[0, 1, 2, 4, 8, 16, 32, 60, 60])
            Assert.Equal(seconds, await FailAsync("192.0.2.1:5"));
    }

    [Fact]
    public async Task A_success_forgets_the_failures_and_so_does_time()
    {
        for (var i = 0; i < 5; i++)
            await FailAsync("192.0.2.1:5");
        await FailAsync("192.0.2.2:5");
        Assert.Equal(2, throttle.AddressCount);
        var entering = throttle.EnterAsync("192.0.2.1:6", Patience, CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(16));
        using (var turn = await entering)
            turn!.Note(hasSucceeded: true);
        Assert.Equal(1, throttle.AddressCount);
        Assert.Equal(0, await FailAsync("192.0.2.1:7"));
        Assert.Equal(1, await FailAsync("192.0.2.1:7"));
        time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(0, await FailAsync("192.0.2.1:7"));
        Assert.Equal(1, await FailAsync("192.0.2.1:7"));
    }

    [Fact]
    public async Task Logins_from_one_address_are_checked_one_at_a_time_and_from_others_at_once()
    {
        var first = await throttle.EnterAsync("192.0.2.1:1", Patience, CancellationToken.None);
        var second = throttle.EnterAsync("192.0.2.1:2", Patience, CancellationToken.None);
        using var other = await throttle.EnterAsync("192.0.2.2:1", Patience, CancellationToken.None);
        Assert.False(second.IsCompleted);
        first!.Note(hasSucceeded: false);
        first.Dispose();
        Assert.False(second.IsCompleted);
        await AdvanceUntilAsync(second, TimeSpan.FromSeconds(1));
        (await second)!.Dispose();
    }

    [Fact]
    public async Task A_wait_beyond_the_patience_is_not_waited_for()
    {
        for (var i = 0; i < 5; i++)
            await FailAsync("192.0.2.1:5");
        Assert.Null(await throttle.EnterAsync("192.0.2.1:5", TimeSpan.FromSeconds(15), CancellationToken.None));
    }

    [Fact]
    public async Task Who_stops_waiting_leaves_nothing_behind()
    {
        var first = await throttle.EnterAsync("a", Patience, CancellationToken.None);
        using var ending = new CancellationTokenSource();
        var second = throttle.EnterAsync("a", Patience, ending.Token);
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first!.Dispose();
        Assert.Equal(0, throttle.AddressCount);
    }

    [Fact]
    public async Task More_than_a_few_that_wait_are_sent_away()
    {
        using var first = await throttle.EnterAsync("a", Patience, CancellationToken.None);
        using var ending = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 15).Select(_ => throttle.EnterAsync("a", Patience, ending.Token)).ToList();
        Assert.Null(await throttle.EnterAsync("a", Patience, CancellationToken.None));
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
    }

    [Fact]
    public async Task No_more_than_so_many_addresses_are_remembered_the_latest_among_them()
    {
        for (var i = 0; i <= LoginThrottle.MaxAddresses; i++)
            await FailAsync($"10.{i >> 16}.{i >> 8 & 255}.{i & 255}:1");
        Assert.Equal(LoginThrottle.MaxAddresses, throttle.AddressCount);
        Assert.Equal(1, await FailAsync($"10.0.{LoginThrottle.MaxAddresses >> 8}.{LoginThrottle.MaxAddresses & 255}:1"));
        Assert.Equal(0, await FailAsync("10.0.0.0:1"));
    }

    [Theory]
    [InlineData("192.0.2.1:5", "192.0.2.1:6", true), InlineData("192.0.2.1:5", "192.0.2.2:5", false)]
    [InlineData("[2001:db8:1:2:3::4]:5", "[2001:db8:1:2:9::9]:6", true), InlineData("[2001:db8:1:2::]:5", "[2001:db8:1:3::]:5", false)]
    [InlineData("[::ffff:192.0.2.1]:5", "192.0.2.1:6", true), InlineData("unix", "unix", true)]
    public void Ports_and_the_latter_half_of_IPv6_are_no_other_address(string one, string other, bool isSame) =>
        Assert.Equal(isSame, LoginThrottle.KeyOf(one) == LoginThrottle.KeyOf(other));

    /// <summary>How many seconds a login has to wait; then it fails.</summary>
    async Task<int> FailAsync(string address)
    {
        var entering = throttle.EnterAsync(address, Patience, CancellationToken.None);
        var seconds = await AdvanceUntilAsync(entering, TimeSpan.FromSeconds(61));
        using var turn = await entering;
        turn!.Note(hasSucceeded: false);
        return seconds;
    }

    async Task<int> AdvanceUntilAsync(Task entering, TimeSpan limit)
    {
        var seconds = 0;
        for (; !entering.IsCompleted && seconds < limit.TotalSeconds; seconds++)
        {
            // On a thread of the pool what waits for the moment goes on within the call; on the test's own it would be put off.
            await Task.Run(() => time.Advance(TimeSpan.FromSeconds(1)));
        }
        return seconds;
    }
}
