using Scanout.Hosting.Cluster.Records;

namespace Scanout.Hosting.Cluster;

/// <summary>
/// The other hosts of the cluster, as read from the store. A host that is not heard from is gone, by this host's clock alone: clocks of hosts
/// need not agree. Where the store can't be read everything stays as it was, and is told to be stale. For any thread; one reads at a time.
/// </summary>
/// <param name="own">This host's name.</param>
/// <param name="key">By which facts are signed.</param>
/// <param name="silence">After how long without a beat a host is gone.</param>
/// <param name="timeProvider">The clock.</param>
sealed class HostDirectory(string own, ClusterKey key, TimeSpan silence, TimeProvider timeProvider)
{
    readonly Lock gate = new();
    readonly Dictionary<string, HostMemory> memories = new(StringComparer.Ordinal);
    readonly DateTimeOffset started = timeProvider.GetUtcNow();
    (long Timestamp, DateTimeOffset Time)? read;
    long freshSince;
    bool isFailing = true;

    /// <summary>Since when nothing is known of the other hosts; null while it is.</summary>
    public DateTimeOffset? StaleSince
    {
        get
        {
            lock (gate)
                return IsStale ? read?.Time ?? started : null;
        }
    }

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<RemoteHost> Hosts
    {
        get
        {
            lock (gate)
                return [.. memories.Values.OrderBy(memory => memory.Name, StringComparer.Ordinal).Select(Show)];
        }
    }

    public RemoteHost? Find(string name)
    {
        lock (gate)
            return memories.TryGetValue(name, out var memory) ? Show(memory) : null;
    }

    /// <summary>Reads what has changed.</summary>
    public async Task ReadAsync(IClusterStore store)
    {
        try
        {
            var listed = (await store.ListAsync()).Where(host => host.Host != own && HostName.IsValid(host.Host)).ToList();
            var hosts = listed.ConvertAll(host => host.Host);
            var beats = await store.ReadBeatsAsync(hosts);
            var wanting = Take(listed, beats);
            var facts = await store.ReadFactsAsync(wanting.ConvertAll(memory => memory.Name));
            lock (gate)
            {
                for (var i = 0; i < wanting.Count; i++)
                    wanting[i].TakeFacts(facts[i], key);
                var now = timeProvider.GetTimestamp();
                if (IsStale)
                    freshSince = now;
                (read, isFailing) = ((now, timeProvider.GetUtcNow()), false);
            }
        }
        catch (ClusterStoreException)
        {
            lock (gate)
                isFailing = true;
            throw;
        }
    }

    bool IsStale => isFailing || read is not { } last || timeProvider.GetElapsedTime(last.Timestamp) >= silence;

    List<HostMemory> Take(List<(string Host, DateTimeOffset Told)> listed, byte[]?[] beats)
    {
        lock (gate)
        {
            foreach (var forgotten in memories.Keys.Except(listed.Select(host => host.Host)).ToList())
                if (Show(memories[forgotten]).State == HostState.Gone)
                    memories.Remove(forgotten);
            for (var i = 0; i < listed.Count; i++)
            {
                var (host, told) = listed[i];
                if (!memories.TryGetValue(host, out var memory))
                    memories.Add(host, memory = new HostMemory(host));
                memory.Told = told;
                if (beats[i] is { } beat)
                    memory.Take(beat, timeProvider.GetTimestamp(), timeProvider.GetUtcNow());
            }
            return [.. listed.Select(host => memories[host.Host]).Where(memory => memory.WantsFacts || memory.Address is null && !memory.IsUnreadable)];
        }
    }

    RemoteHost Show(HostMemory memory)
    {
        var (state, since) = StateOf(memory);
        return new RemoteHost(memory.Name, state, since, memory.Address, memory.Version, memory.Displays) { HasLeft = state == HostState.Gone && memory.IsLeaving };
    }

    (HostState State, DateTimeOffset? Since) StateOf(HostMemory memory)
    {
        if (memory.Heard is not { } heard)
            return memory.IsUnreadable ? (HostState.Unreadable, null) : (HostState.Gone, memory.Told);
        // What was not read while the store was away was not heard for another reason.
        var listening = Math.Max(heard.Timestamp, freshSince);
        var until = IsStale ? read?.Timestamp ?? listening : timeProvider.GetTimestamp();
        if (memory.IsLeaving || timeProvider.GetElapsedTime(listening, until) >= silence)
            return (HostState.Gone, heard.Time);
        if (IsStale)
            return (HostState.Stale, read?.Time ?? started);
        return memory.IsUnreadable ? (HostState.Unreadable, heard.Time) : (HostState.Present, null);
    }
}
