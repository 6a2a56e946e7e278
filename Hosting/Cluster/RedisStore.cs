using System.Net.Sockets;
using Scanout.Hosting.Cluster.Records;
using StackExchange.Redis;

namespace Scanout.Hosting.Cluster;

/// <summary>
/// The cluster's store in Redis: a sorted set of hosts by the time of their last beats, by Redis's own clock, and for each host a string that is its
/// name's owner, one that is its beat, both with the life of a few beats, and one that has its facts. It connects by itself, again and again.
/// </summary>
sealed class RedisStore(string configuration) : IClusterStore
{
    /// <summary>
    /// Of the keys of the set, the beat and the facts, with the host, the beat, its life in milliseconds, seconds that hosts are remembered, and the facts
    /// where they are to be written. A host that has not told of itself for so long is forgotten, and one of the future is none.
    /// </summary>
    const string Publication = """
        local now = tonumber(redis.call('TIME')[1])
        redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
        redis.call('ZADD', KEYS[1], now, ARGV[1])
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[4])
        redis.call('ZREMRANGEBYSCORE', KEYS[1], now + 60, '+inf')
        if ARGV[5] then
            redis.call('SET', KEYS[3], ARGV[5], 'EX', ARGV[4])
            return 1
        end
        return redis.call('EXPIRE', KEYS[3], ARGV[4])
        """;

    /// <summary>The beginnings of strings, of so many bytes at most: one question for all, as what is said of each would be a seventh of a host's traffic.</summary>
    const string Beginnings = """
        local beginnings = {}
        for i, key in ipairs(KEYS) do
            beginnings[i] = redis.call('GETRANGE', key, 0, ARGV[1])
        end
        return beginnings
        """;

    const int MaxReasonLength = 100;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    static readonly RedisKey Hosts = "scanout:hosts";

    readonly SemaphoreSlim connecting = new(1);
    readonly RedisTraffic traffic = new();
    ConnectionMultiplexer? connection;

    public long BytesWritten => traffic.Written;

    public long BytesRead => traffic.Read;

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
        return await redis.LockExtendAsync(key, instance, life) || await redis.LockTakeAsync(key, instance, life);
    });

    public Task<bool> PublishAsync(string host, byte[] beat, byte[]? facts, TimeSpan life) => AskAsync(async redis =>
    {
        RedisValue[] told = [host, beat, (long)life.TotalMilliseconds, (long)IClusterStore.Remembered.TotalSeconds];
        return (bool)await redis.ScriptEvaluateAsync(Publication, [Hosts, BeatOf(host), FactsOf(host)], facts is null ? told : [.. told, facts]);
    });

    public Task ReleaseAsync(string host, string instance) => AskAsync(redis => redis.LockReleaseAsync(OwnerOf(host), instance));

    public Task<IReadOnlyList<(string Host, DateTimeOffset Told)>> ListAsync() => AskAsync(async redis =>
    {
        var entries = await redis.SortedSetRangeByRankWithScoresAsync(Hosts, -IClusterStore.MaxHosts, -1);
        var hosts = new List<(string, DateTimeOffset)>(entries.Length);
        foreach (var entry in entries)
        {
            var host = (string?)entry.Element ?? "";
            // A number that is no time of these centuries would be none of DateTimeOffset either.
            if (entry.Score is >= 0 and < uint.MaxValue)
                hosts.Add((host, DateTimeOffset.FromUnixTimeSeconds((long)entry.Score)));
        }
        return (IReadOnlyList<(string, DateTimeOffset)>)hosts;
    });

    public Task<byte[]?[]> ReadBeatsAsync(IReadOnlyList<string> hosts) => ReadAsync(hosts, BeatOf, BeatSeal.MaxBytes);

    public Task<byte[]?[]> ReadFactsAsync(IReadOnlyList<string> hosts) => ReadAsync(hosts, FactsOf, FactsSeal.MaxBytes);

    /// <summary>A range of each, as nobody knows beforehand how long a string is that anybody may have written.</summary>
    async Task<byte[]?[]> ReadAsync(IReadOnlyList<string> hosts, Func<string, RedisKey> keyOf, int maxBytes) => hosts.Count == 0 ? [] : await AskAsync(async redis =>
    {
        var values = (RedisValue[])(await redis.ScriptEvaluateAsync(Beginnings, [.. hosts.Select(keyOf)], [maxBytes]))!;
        return values.Select(value => (byte[]?)value is { Length: > 0 } bytes ? bytes : null).ToArray();
    });

    /// <summary>A Redis that hangs is not waited for, and what it was asked is not wanted any more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
            await connection.CloseAsync(allowCommandsToComplete: false);
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
            throw new ClusterStoreException(SentenceOf(failure), failure);
        }
    }

    async Task<ConnectionMultiplexer> ConnectionAsync()
    {
        if (connection is { } made)
            return made;
        await connecting.WaitAsync();
        try
        {
            var options = OptionsOf(configuration);
            options.Tunnel = traffic.Within(options.Tunnel);
            return connection ??= await ConnectionMultiplexer.ConnectAsync(options);
        }
        finally
        {
            connecting.Release();
        }
    }

    /// <summary>What StackExchange.Redis says of itself fills a page; what it was told, a password say, is nobody's business.</summary>
    string SentenceOf(Exception failure)
    {
        var address = string.Join(", ", OptionsOf(configuration).EndPoints.Select(EndPointCollection.ToString));
        return failure switch
        {
            TimeoutException => $"{address} does not answer in time",
            RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => $"{address} does not let this host in",
            RedisServerException { Message: var refusal } => $"{address} refuses: {refusal[..Math.Min(refusal.Length, MaxReasonLength)].Split('\n')[0]}",
            _ => $"there is no connection to {address}",
        };
    }

    static RedisKey OwnerOf(string host) => $"scanout:owner:{host}";

    static RedisKey BeatOf(string host) => $"scanout:beat:{host}";

    static RedisKey FactsOf(string host) => $"scanout:facts:{host}";
}
