using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Scanout.Hosting.Cluster;
using Scanout.Hosting.Cluster.Records;
using Scanout.Tests.Support;
using StackExchange.Redis;

namespace Scanout.Tests.Hosting.Cluster;

/// <summary>The store in a Redis that somebody else wrote.</summary>
public sealed class RedisStoreTests
{
    static readonly TimeSpan Life = TimeSpan.FromSeconds(6);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [RealPeerFact("redis-server")]
    public async Task What_a_host_tells_is_read_by_others_and_has_an_end()
    {
        await using var redis = await RedisServer.RunAsync();
        await using var store = new RedisStore(redis.Configuration);
        Assert.True(await store.TryClaimAsync("a", "one", Life));
        Assert.True(await store.TryClaimAsync("a", "one", Life));
        Assert.False(await store.TryClaimAsync("a", "two", Life));
        Assert.False(await store.PublishAsync("a", [1, 2], null, Life));
        Assert.True(await store.PublishAsync("a", [1, 2], [3], Life));
        Assert.True(await store.PublishAsync("a", [4, 5], null, Life));

        await using var reader = new RedisStore(redis.Configuration);
        Assert.Equal(["a"], (await reader.ListAsync()).Select(host => host.Host));
        Assert.Equal([[4, 5], null], await reader.ReadBeatsAsync(["a", "nobody"]));
        Assert.Equal([[3], null], await reader.ReadFactsAsync(["a", "nobody"]));

        await using var raw = await ConnectionMultiplexer.ConnectAsync(redis.Configuration);
        var keys = raw.GetDatabase();
        foreach (var (key, most) in new[] { ("scanout:owner:a", Life), ("scanout:beat:a", Life), ("scanout:facts:a", IClusterStore.Remembered) })
            Assert.InRange((await keys.KeyTimeToLiveAsync(key))!.Value, TimeSpan.FromMilliseconds(1), most);
        await store.ReleaseAsync("a", "one");
        Assert.True(await store.TryClaimAsync("a", "two", Life));
    }

    [RealPeerFact("redis-server")]
    public async Task A_host_whose_clock_is_wrong_makes_nobody_be_forgotten_but_those_who_have_not_told_of_themselves_for_long()
    {
        await using var redis = await RedisServer.RunAsync();
        await using var raw = await ConnectionMultiplexer.ConnectAsync(redis.Configuration);
        var hosts = raw.GetDatabase();
        var now = new DateTimeOffset(await raw.GetServers()[0].TimeAsync());
        await hosts.SortedSetAddAsync("scanout:hosts", "old", (now - IClusterStore.Remembered).ToUnixTimeSeconds() - 60);
        await hosts.SortedSetAddAsync("scanout:hosts", "lately", (now - IClusterStore.Remembered).ToUnixTimeSeconds() + 600);
        await hosts.SortedSetAddAsync("scanout:hosts", "never", (now + TimeSpan.FromDays(1)).ToUnixTimeSeconds());
        await using var store = new RedisStore(redis.Configuration);
        foreach (var (host, clock) in new[] { ("ahead", now + TimeSpan.FromDays(400)), ("right", now), ("behind", now - TimeSpan.FromDays(400)) })
            Assert.True(await new HostVoice(host, "one", $"http://{host}", "1", ClusterKey.None, Life, new FakeTimeProvider(clock)).TryTellAsync(store, []));
        Assert.Equal(["ahead", "behind", "lately", "right"], (await store.ListAsync()).Select(host => host.Host).Order());
        Assert.All(
            (await store.ListAsync()).Where(host => host.Host != "lately"), host => Assert.InRange(host.Told, now - TimeSpan.FromSeconds(2), now + TimeSpan.FromMinutes(1)));
    }

    [RealPeerFact("redis-server")]
    public async Task What_goes_over_the_wire_is_counted_as_Redis_counts_it()
    {
        await using var redis = await RedisServer.RunAsync();
        await using var store = new RedisStore(redis.Configuration);
        await store.TryClaimAsync("a", "one", Life);
        for (var i = 0; i < 20; i++)
        {
            await store.PublishAsync("a", new byte[300], [3], Life);
            await store.ReadBeatsAsync(["a"]);
            await store.ListAsync();
        }
        var (written, read) = (store.BytesWritten, store.BytesRead);
        await using var raw = await ConnectionMultiplexer.ConnectAsync($"{redis.Configuration},allowAdmin=true");
        var stats = (await raw.GetServers()[0].InfoAsync("stats"))[0].ToDictionary(line => line.Key, line => line.Value);
        // The one who asks is counted too, and he says little.
        Assert.InRange(long.Parse(stats["total_net_input_bytes"], CultureInfo.InvariantCulture), written, written + 3000);
        Assert.InRange(read, 20 * 300, long.Parse(stats["total_net_output_bytes"], CultureInfo.InvariantCulture));
    }

    [RealPeerFact("redis-server")]
    public async Task All_hosts_beats_are_asked_for_at_once_and_with_little_more_than_their_names()
    {
        await using var redis = await RedisServer.RunAsync();
        await using var store = new RedisStore(redis.Configuration);
        string[] hosts = [.. Enumerable.Range(0, 100).Select(number => $"host-{number:000}")];
        foreach (var host in hosts[..50])
            await store.PublishAsync(host, [1, 2], null, Life);
        await store.ReadBeatsAsync(hosts);
        var written = store.BytesWritten;
        var beats = await store.ReadBeatsAsync(hosts);
        Assert.Equal(50, beats.Count(beat => beat is [1, 2]));
        Assert.All(beats[50..], Assert.Null);
        Assert.InRange(store.BytesWritten - written, 0, hosts.Sum(host => $"$21\r\nscanout:beat:{host}\r\n".Length) + 200);
        Assert.Empty(await store.ReadFactsAsync([]));
    }

    [RealPeerFact("redis-server")]
    public async Task Of_what_fails_one_sentence_is_told_with_the_address_and_nothing_secret()
    {
        await using var redis = await RedisServer.RunAsync();
        await using (var raw = await ConnectionMultiplexer.ConnectAsync($"{redis.Configuration},allowAdmin=true"))
            await raw.GetServers()[0].ConfigSetAsync("requirepass", "another");
        await using var store = new RedisStore($"{redis.Configuration},password=sesame");
        var refused = await Assert.ThrowsAsync<ClusterStoreException>(store.ListAsync);
        await redis.KillAsync();
        await using var away = new RedisStore($"{redis.Configuration},password=sesame");
        foreach (var (failure, sentence) in new[] { (refused, ""), (await Assert.ThrowsAsync<ClusterStoreException>(away.ListAsync), "there is no connection to ") })
        {
            Assert.StartsWith(sentence, failure.Message, StringComparison.Ordinal);
            Assert.Contains(redis.Configuration[1..], failure.Message, StringComparison.Ordinal);
            Assert.InRange(failure.Message.Length, 1, 200);
            Assert.DoesNotContain("sesame", failure.Message, StringComparison.Ordinal);
        }
    }

    [RealPeerFact("redis-server")]
    public async Task No_more_is_read_than_a_record_may_have_and_other_kinds_of_values_are_failures()
    {
        await using var redis = await RedisServer.RunAsync();
        await using var raw = await ConnectionMultiplexer.ConnectAsync(redis.Configuration);
        var keys = raw.GetDatabase();
        await keys.StringSetAsync("scanout:beat:a", new byte[10_000_000]);
        await keys.SortedSetAddAsync("scanout:hosts", "strange", double.PositiveInfinity);
        await keys.SortedSetAddAsync("scanout:hosts", "b", 1_900_000_000);
        await using var store = new RedisStore(redis.Configuration);
        var beat = Assert.Single(await store.ReadBeatsAsync(["a"]))!;
        Assert.Equal(BeatSeal.MaxBytes + 1, beat.Length);
        Assert.Null(BeatSeal.Open(beat, "a", ClusterKey.None));
        Assert.Equal(["b"], (await store.ListAsync()).Select(host => host.Host));
        await keys.KeyDeleteAsync("scanout:hosts");
        await keys.StringSetAsync("scanout:hosts", "no set");
        await Assert.ThrowsAsync<ClusterStoreException>(store.ListAsync);
    }

    [RealPeerFact("redis-server")]
    public async Task It_connects_by_itself_whenever_the_server_comes()
    {
        await using var redis = await RedisServer.RunAsync();
        await redis.KillAsync();
        await using var store = new RedisStore(redis.Configuration);
        await Assert.ThrowsAsync<ClusterStoreException>(store.ListAsync);
        for (var round = 0; round < 2; round++)
        {
            await redis.StartAsync();
            await Wait.UntilAsync(IsThereAsync, Patience, () => "it does not connect");
            await redis.KillAsync();
            await Wait.UntilAsync(async () => !await IsThereAsync(), Patience, () => "it does not fail");
        }

        async Task<bool> IsThereAsync()
        {
            try
            {
                await store.ListAsync();
                return true;
            }
            catch (ClusterStoreException)
            {
                return false;
            }
        }
    }
}
