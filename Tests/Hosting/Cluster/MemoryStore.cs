using Scanout.Hosting.Cluster;

namespace Scanout.Tests.Hosting.Cluster;

/// <summary>A store in memory, by a clock that is set, which may be away and may forget everything.</summary>
sealed class MemoryStore(TimeProvider timeProvider) : IClusterStore
{
    readonly Dictionary<string, (byte[] Value, DateTimeOffset Until)> strings = new(StringComparer.Ordinal);
    readonly Dictionary<string, DateTimeOffset> hosts = new(StringComparer.Ordinal);

    public bool IsAway { get; set; }

    public int FactsWritten { get; private set; }

    public List<string> FactsRead { get; } = [];

    public long BytesWritten => 0;

    public long BytesRead => 0;

    public void Forget()
    {
        strings.Clear();
        hosts.Clear();
    }

    /// <summary>What is there of a host.</summary>
    public (byte[]? Beat, byte[]? Facts) Get(string host) => (Find($"beat {host}"), Find($"facts {host}"));

    public void Put(string host, byte[] beat, byte[]? facts)
    {
        hosts[host] = timeProvider.GetUtcNow();
        strings[$"beat {host}"] = (beat, DateTimeOffset.MaxValue);
        if (facts is not null)
            strings[$"facts {host}"] = (facts, DateTimeOffset.MaxValue);
    }

    public Task<bool> TryClaimAsync(string host, string instance, TimeSpan life) => Ask(() =>
    {
        if (Find($"owner {host}") is { } owner && !owner.SequenceEqual(Bytes(instance)))
            return false;
        strings[$"owner {host}"] = (Bytes(instance), timeProvider.GetUtcNow() + life);
        return true;
    });

    public Task<bool> PublishAsync(string host, byte[] beat, byte[]? facts, TimeSpan life) => Ask(() =>
    {
        hosts[host] = timeProvider.GetUtcNow();
        strings[$"beat {host}"] = (beat, timeProvider.GetUtcNow() + life);
        if (facts is not null)
        {
            FactsWritten++;
            strings[$"facts {host}"] = (facts, DateTimeOffset.MaxValue);
        }
        return Find($"facts {host}") is not null;
    });

    public Task ReleaseAsync(string host, string instance) => Ask(() => strings.Remove($"owner {host}"));

    public Task<IReadOnlyList<(string Host, DateTimeOffset Told)>> ListAsync() =>
        Ask<IReadOnlyList<(string, DateTimeOffset)>>(() => [.. hosts.Select(host => (host.Key, host.Value))]);

    public Task<byte[]?[]> ReadBeatsAsync(IReadOnlyList<string> hosts) => Ask(() => hosts.Select(host => Find($"beat {host}")).ToArray());

    public Task<byte[]?[]> ReadFactsAsync(IReadOnlyList<string> hosts) => Ask(() =>
    {
        FactsRead.AddRange(hosts);
        return hosts.Select(host => Find($"facts {host}")).ToArray();
    });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    byte[]? Find(string key) => strings.TryGetValue(key, out var found) && found.Until > timeProvider.GetUtcNow() ? found.Value : null;

    Task<T> Ask<T>(Func<T> answer) => IsAway ? Task.FromException<T>(new ClusterStoreException("away")) : Task.FromResult(answer());

    static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
