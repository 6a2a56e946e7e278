using Scanout.Hosting.Cluster.Records;

namespace Scanout.Hosting.Cluster;

/// <summary>
/// The other hosts of the cluster, as read from the store. A host that is not heard from is gone, by this host's clock alone: clocks of hosts
/// need not agree. Where the store can't be read everything stays as it was, and is told to be stale. For any thread; one reads at a time.
/// </summary>
/// <param name="own">This host's name.</param>
/// <param name="key">By which hosts sign what they tell.</param>
/// <param name="silence">After how long without a beat a host is gone.</param>
/// <param name="timeProvider">The clock.</param>
sealed class HostDirectory(string own, ClusterKey key, TimeSpan silence, TimeProvider timeProvider)
{
    /// <summary>A beat that comes late is not a host's death.</summary>
    const int LeastMisses = 2;

    readonly Lock gate = new();
    readonly Dictionary<string, HostMemory> memories = new(StringComparer.Ordinal);
    readonly DateTimeOffset started = timeProvider.GetUtcNow();
    (long Timestamp, DateTimeOffset Time)? lastRead;
    long freshSince;
    bool isFailing = true;

    /// <summary>Since when nothing is known of the other hosts; null while it is.</summary>
    public DateTimeOffset? StaleSince
    {
        get
        {
            lock (gate)
                return IsStale ? lastRead?.Time ?? started : null;
        }
    }

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<RemoteHost> Hosts
    {
        get
        {
            lock (gate)
                return [.. memories.Values.OrderBy(memory => memory.Name, StringComparer.Ordinal).Select(Show).Where(IsKnown)];
        }
    }

    public RemoteHost? Find(string name)
    {
        lock (gate)
            return memories.TryGetValue(name, out var memory) && Show(memory) is var host && IsKnown(host) ? host : null;
    }

    /// <summary>Of one that has just been heard for the first time the facts are still to be read: until then nobody gets there, and there is nothing to tell.</summary>
    static bool IsKnown(RemoteHost host) => host.Address is not null || host.State != HostState.Present;

    /// <summary>Reads what has changed.</summary>
    public async Task ReadAsync(IClusterStore store)
    {
        try
        {
            var listed = (await store.ListAsync()).Where(host => host.Host != own && HostName.IsValid(host.Host)).ToList();
            var hosts = listed.ConvertAll(host => host.Host);
            var beats = (await store.ReadBeatsAsync(hosts)).Zip(hosts, (bytes, host) => (bytes, bytes is null ? null : BeatSeal.Open(bytes, host, key))).ToList();
            var wanting = Take(listed, beats);
            var read = await store.ReadFactsAsync(wanting.ConvertAll(memory => memory.Name));
            // They are written together with the first beat that names them; where they are not there, they will be.
            var facts = wanting.Zip(read).Where(pair => pair.Second is not null)
                .Select(pair => (Memory: pair.First, Opened: FactsSeal.Open(pair.Second!, pair.First.Name, key))).ToList();
            lock (gate)
            {
                foreach (var (memory, opened) in facts)
                    memory.TakeFacts(opened);
                var now = timeProvider.GetTimestamp();
                // A store that comes and goes keeps nobody alive: what was missed for a moment is heard at the next beat.
                if (lastRead is not { } last || timeProvider.GetElapsedTime(last.Timestamp, now) >= silence)
                    freshSince = now;
                (lastRead, isFailing) = ((now, timeProvider.GetUtcNow()), false);
            }
        }
        catch (ClusterStoreException)
        {
            lock (gate)
                isFailing = true;
            throw;
        }
    }

    bool IsStale => isFailing || lastRead is not { } last || timeProvider.GetElapsedTime(last.Timestamp) >= silence;

    /// <summary>The hosts whose facts are to be read.</summary>
    List<HostMemory> Take(List<(string Host, DateTimeOffset Told)> listed, List<(byte[]? Bytes, HostBeat? Beat)> beats)
    {
        lock (gate)
        {
            var (timestamp, time) = (timeProvider.GetTimestamp(), timeProvider.GetUtcNow());
            // A store that has lost everything has not lost those who will tell of themselves again; of others there is nothing to be kept.
            foreach (var (name, forgotten) in memories.ExceptBy(listed.Select(host => host.Host), memory => memory.Key).ToList())
            {
                forgotten.Take(null, null, timestamp, time);
                if (StateOf(forgotten).State is HostState.Gone or HostState.Unreadable)
                    memories.Remove(name);
            }
            List<HostMemory> wanting = [];
            foreach (var ((host, told), (bytes, beat)) in listed.Zip(beats))
            {
                if (!memories.TryGetValue(host, out var memory))
                {
                    if (memories.Count >= IClusterStore.MaxHosts)
                        continue;
                    memories.Add(host, memory = new HostMemory(host));
                }
                memory.Told = told;
                memory.Take(bytes, beat, timestamp, time);
                if (memory.WantsFacts)
                    wanting.Add(memory);
            }
            return wanting;
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
            return (HostState.Gone, memory.Told);
        // What was not read while the store was away was not heard for another reason.
        var listening = Math.Max(heard.Timestamp, freshSince);
        var until = IsStale ? lastRead?.Timestamp ?? listening : timeProvider.GetTimestamp();
        if (memory.IsLeaving || (memory.Misses >= LeastMisses && timeProvider.GetElapsedTime(listening, until) >= silence))
            return (HostState.Gone, heard.Time);
        if (IsStale)
            return (HostState.Stale, lastRead?.Time ?? started);
        return memory.IsUnreadable ? (HostState.Unreadable, heard.Time) : (HostState.Present, null);
    }
}
