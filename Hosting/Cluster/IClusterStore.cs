namespace Scanout.Hosting.Cluster;

/// <summary>
/// Where hosts tell each other of themselves. Every call throws <see cref="ClusterStoreException"/> where the store can't be reached. What is
/// read may have been written by anybody; no more of it is read than it may be long.
/// </summary>
interface IClusterStore : IAsyncDisposable
{
    /// <summary>Of a cluster, whoever has written them: the newest are told of.</summary>
    const int MaxHosts = 1024;

    /// <summary>For how long a host that is not heard from any more is told of.</summary>
    static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    /// <summary>Bytes that went to the store, and came from it, so far: all of them.</summary>
    long BytesWritten { get; }

    long BytesRead { get; }

    /// <summary>Has the name for this instance for so long, again and again; false where another one has it.</summary>
    Task<bool> TryClaimAsync(string host, string instance, TimeSpan life);

    /// <summary>Tells that the host lives, for so long; its facts where they are to be written. False where no facts of it are there.</summary>
    Task<bool> PublishAsync(string host, byte[] beat, byte[]? facts, TimeSpan life);

    /// <summary>Gives the name back, if it is this instance's.</summary>
    Task ReleaseAsync(string host, string instance);

    /// <summary>The hosts that have told of themselves, and when last by the store's clock; names are as they were found.</summary>
    Task<IReadOnlyList<(string Host, DateTimeOffset Told)>> ListAsync();

    /// <summary>The newest beat of each; null where there is none.</summary>
    Task<byte[]?[]> ReadBeatsAsync(IReadOnlyList<string> hosts);

    /// <summary>The facts of each; null where there are none.</summary>
    Task<byte[]?[]> ReadFactsAsync(IReadOnlyList<string> hosts);
}
