using Scanout.Hosting.Cluster.Records;

namespace Scanout.Hosting.Cluster;

/// <summary>
/// What this host tells of itself: its facts when they have changed, or are not in the store any more, and a beat each time. Not for several
/// threads at once.
/// </summary>
/// <param name="host">This host's name.</param>
/// <param name="instance">Of the running service.</param>
/// <param name="address">Where other hosts reach its web.</param>
/// <param name="version">Of the service.</param>
/// <param name="key">By which it is signed.</param>
/// <param name="life">How long a beat holds.</param>
/// <param name="timeProvider">The clock.</param>
sealed class HostVoice(string host, string instance, string address, string version, ClusterKey key, TimeSpan life, TimeProvider timeProvider)
{
    long sequence;
    DisplayFacts[]? told;
    (string Tag, byte[] Bytes) facts;
    string numbers = "";
    bool isToldWhole;

    /// <summary>False where another instance tells of a host of that name.</summary>
    public async Task<bool> TryTellAsync(IClusterStore store, IReadOnlyList<RemoteDisplay> displays)
    {
        if (!await store.TryClaimAsync(host, instance, life))
        {
            isToldWhole = false;
            return false;
        }
        var listed = displays.Take(HostFacts.MaxDisplays).ToList();
        var current = listed.Select(display => display.Facts).ToArray();
        if (told is null || !current.SequenceEqual(told))
        {
            (told, isToldWhole) = (current, false);
            facts = FactsSeal.Close(new HostFacts(host, address, version, current), key);
        }
        numbers = NumberDigits.Write(listed.ConvertAll(display => display.Numbers));
        // Redis may have been started anew, with nothing in it: then the next beat has the facts with it.
        isToldWhole = await PublishAsync(store, isToldWhole ? null : facts.Bytes, isLeaving: false);
        return true;
    }

    /// <summary>Tells that this host goes, once it has told of itself; its displays are told as they were.</summary>
    public async Task LeaveAsync(IClusterStore store)
    {
        if (!isToldWhole || !await store.TryClaimAsync(host, instance, life))
            return;
        await PublishAsync(store, null, isLeaving: true);
        await store.ReleaseAsync(host, instance);
    }

    Task<bool> PublishAsync(IClusterStore store, byte[]? factsBytes, bool isLeaving)
    {
        sequence = Math.Max(sequence + 1, timeProvider.GetUtcNow().ToUnixTimeMilliseconds());
        var beat = new HostBeat(HostBeat.CurrentFormat, sequence, facts.Tag, numbers, isLeaving);
        // Who comes later is to know that it has not died.
        return store.PublishAsync(host, BeatSeal.Close(beat, host, key), factsBytes, isLeaving ? IClusterStore.Remembered : life);
    }
}
