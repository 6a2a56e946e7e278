using System.Net.Sockets;
using Scanout.Hosting.Cluster.Records;
using StackExchange.Redis;

namespace Scanout.Hosting.Cluster;

/// <summary>
/// The cluster's store in Redis: a sorted set of hosts by the time of their last beats, and for each host a string that is its name's owner,
/// one that is its beat, both with the life of a few beats, and one that has its facts. It connects by itself, again and again.
/// </summary>
sealed class RedisStore(string configuration) : IClusterStore
{
    /// <summary>How long a host that is gone is told of; also how long its facts are kept.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    /// <summary>Of a cluster; the newest are read.</summary>
    const int MaxHosts = 1024;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    static readonly RedisKey Hosts = "scanout:hosts";

    readonly SemaphoreSlim connecting = new(1);
    ConnectionMultiplexer? connection;
    long bytesWritten;
    long bytesRead;

    public long BytesWritten => Interlocked.Read(ref bytesWritten);

    public long BytesRead => Interlocked.Read(ref bytesRead);

    /// <summary>What StackExchange.Redis reads of the text; ArgumentException where it can't.</summary>
    public static ConfigurationOptions OptionsOf(string configuration)
    {
        var options = ConfigurationOptions.Parse(configuration);
        options.ClientName = "scanout";
        options.AbortOnConnectFail = false;
        options.ConnectRetry = 1;
        options.ConnectTimeout = options.AsyncTimeout = options.SyncTimeout = (int)Patience.TotalMilliseconds;
        options.ReconnectRetryPolicy = new ExponentialRetry(500, 4000);
        // The next beat says all that this one would have.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.KeepAlive = 10;
        return options;
    }

    public Task<bool> TryClaimAsync(string host, string instance, TimeSpan life) => AskAsync(async redis =>
    {
        var key = OwnerOf(host);
        Wrote(host, instance.Length);
        return await redis.LockExtendAsync(key, instance, life) || await redis.LockTakeAsync(key, instance, life);
    });

    public Task<bool> PublishAsync(string host, byte[] beat, byte[]? facts, DateTimeOffset now, TimeSpan life) => AskAsync(async redis =>
    {
        Wrote(host, beat.Length + (facts?.Length ?? 0));
        var told = now.ToUnixTimeSeconds();
        var hasFacts = facts is null ? redis.KeyExpireAsync(FactsOf(host), Remembered) : redis.StringSetAsync(FactsOf(host), facts, Remembered);
        await Task.WhenAll(
            hasFacts, redis.StringSetAsync(BeatOf(host), beat, life), redis.SortedSetAddAsync(Hosts, host, told),
            redis.SortedSetRemoveRangeByScoreAsync(Hosts, double.NegativeInfinity, told - Remembered.TotalSeconds));
        return await hasFacts;
    });

    public Task ReleaseAsync(string host, string instance) => AskAsync(redis => redis.LockReleaseAsync(OwnerOf(host), instance));

    public Task<IReadOnlyList<(string Host, DateTimeOffset Told)>> ListAsync() => AskAsync(async redis =>
    {
        var entries = await redis.SortedSetRangeByRankWithScoresAsync(Hosts, -MaxHosts, -1);
        var hosts = new List<(string, DateTimeOffset)>(entries.Length);
        foreach (var entry in entries)
        {
            var host = (string?)entry.Element ?? "";
            Interlocked.Add(ref bytesRead, host.Length + sizeof(long));
            // A number that is no time of these centuries would be none of DateTimeOffset either.
            if (entry.Score is >= 0 and < uint.MaxValue)
                hosts.Add((host, DateTimeOffset.FromUnixTimeSeconds((long)entry.Score)));
        }
        return (IReadOnlyList<(string, DateTimeOffset)>)hosts;
    });

    public Task<byte[]?[]> ReadBeatsAsync(IReadOnlyList<string> hosts) => ReadAsync(hosts, BeatOf, HostBeat.MaxBytes);

    public Task<byte[]?[]> ReadFactsAsync(IReadOnlyList<string> hosts) => ReadAsync(hosts, FactsOf, FactsSeal.MaxBytes);

    /// <summary>A range of each, as nobody knows beforehand how long a string is that anybody may have written.</summary>
    Task<byte[]?[]> ReadAsync(IReadOnlyList<string> hosts, Func<string, RedisKey> keyOf, int maxBytes) => AskAsync(async redis =>
    {
        var values = await Task.WhenAll(hosts.Select(host => redis.StringGetRangeAsync(keyOf(host), 0, maxBytes)));
        return values.Select(value =>
        {
            var bytes = (byte[]?)value;
            Interlocked.Add(ref bytesRead, bytes?.Length ?? 0);
            return bytes is { Length: > 0 } ? bytes : null;
        }).ToArray();
    });

    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
            await connection.DisposeAsync();
        connecting.Dispose();
    }

    async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask)
    {
        try
        {
            return await ask((await ConnectionAsync()).GetDatabase());
        }
        catch (Exception failure) when (failure is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException
            or InvalidOperationException or IOException or SocketException)
        {
            throw new ClusterStoreException(failure is TimeoutException ? "no answer in time" : failure.Message.Split('\n')[0], failure);
        }
    }

    async Task<ConnectionMultiplexer> ConnectionAsync()
    {
        if (connection is { } made)
            return made;
        await connecting.WaitAsync();
        try
        {
            return connection ??= await ConnectionMultiplexer.ConnectAsync(OptionsOf(configuration));
        }
        finally
        {
            connecting.Release();
        }
    }

    void Wrote(string host, int bytes) => Interlocked.Add(ref bytesWritten, host.Length + bytes);

    static RedisKey OwnerOf(string host) => $"scanout:owner:{host}";

    static RedisKey BeatOf(string host) => $"scanout:beat:{host}";

    static RedisKey FactsOf(string host) => $"scanout:facts:{host}";
}
