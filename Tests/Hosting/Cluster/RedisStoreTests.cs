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
        Assert.False(await store.PublishAsync("a", [1, 2], null, DateTimeOffset.UtcNow, Life));
        Assert.True(await store.PublishAsync("a", [1, 2], [3], DateTimeOffset.UtcNow, Life));
        Assert.True(await store.PublishAsync("a", [4, 5], null, DateTimeOffset.UtcNow, Life));
        await store.PublishAsync("old", [9], [9], DateTimeOffset.UtcNow - TimeSpan.FromHours(2), Life);
        // Whoever tells of himself forgets those who have not for long.
        Assert.True(await store.PublishAsync("a", [4, 5], null, DateTimeOffset.UtcNow, Life));

        await using var reader = new RedisStore(redis.Configuration);
        Assert.Equal(["a"], (await reader.ListAsync()).Select(host => host.Host));
        Assert.Equal([[4, 5], null], await reader.ReadBeatsAsync(["a", "nobody"]));
        Assert.Equal([[3], null], await reader.ReadFactsAsync(["a", "nobody"]));
        Assert.True(store.BytesWritten > 0 && reader.BytesRead > 0);

        await using var raw = await ConnectionMultiplexer.ConnectAsync(redis.Configuration);
        var keys = raw.GetDatabase();
        foreach (var (key, most) in new[] { ("scanout:owner:a", Life), ("scanout:beat:a", Life), ("scanout:facts:a", RedisStore.Remembered) })
            Assert.InRange((await keys.KeyTimeToLiveAsync(key))!.Value, TimeSpan.FromMilliseconds(1), most);
        await store.ReleaseAsync("a", "one");
        Assert.True(await store.TryClaimAsync("a", "two", Life));
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
        Assert.Equal(HostBeat.MaxBytes + 1, beat.Length);
        Assert.Null(HostBeat.Read(beat));
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
