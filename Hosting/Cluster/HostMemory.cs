using Scanout.Hosting.Cluster.Records;

namespace Scanout.Hosting.Cluster;

/// <summary>What is remembered of another host. Its owner is <see cref="HostDirectory"/>, under whose lock it is used.</summary>
sealed class HostMemory(string name)
{
    HostBeat? beat;
    string? factsTag;
    HostFacts? facts;
    string? unreadableTag;
    string? shownBeat;
    RemoteDisplay[] displays = [];

    public string Name => name;

    /// <summary>When it last told of itself, by its own clock.</summary>
    public DateTimeOffset Told { get; set; }

    /// <summary>When it was last heard, by this host's clocks; null where it never was.</summary>
    public (long Timestamp, DateTimeOffset Time)? Heard { get; private set; }

    public bool IsLeaving => beat?.IsLeaving == true;

    public bool IsUnreadable { get; private set; }

    public Uri? Address => facts is null ? null : new Uri(facts.Address);

    public string Version => facts?.Version ?? "";

    public IReadOnlyList<RemoteDisplay> Displays => displays;

    /// <summary>The facts that hold are to be read; once only, where they turned out to be nothing.</summary>
    public bool WantsFacts => beat is not null && beat.FactsTag != factsTag && beat.FactsTag != unreadableTag;

    /// <summary>A beat that was read: only one that has not been read before says that the host lives.</summary>
    public void Take(byte[] bytes, long timestamp, DateTimeOffset time)
    {
        if (HostBeat.Read(bytes) is not { } next)
        {
            IsUnreadable = true;
            return;
        }
        if (beat is null || next.Instance != beat.Instance || next.Sequence > beat.Sequence)
            Heard = (timestamp, time);
        beat = next;
        IsUnreadable = beat.FactsTag == unreadableTag;
        Join();
    }

    /// <summary>Facts that were read.</summary>
    public void TakeFacts(byte[]? bytes, ClusterKey key)
    {
        // They are written together with the first beat that names them; where they are not there, they will be.
        if (bytes is null)
            return;
        if (FactsSeal.Open(bytes, name, key) is not { } opened)
        {
            unreadableTag = beat?.FactsTag;
            IsUnreadable = true;
            return;
        }
        (factsTag, facts, shownBeat) = (opened.Tag, opened.Facts, null);
        Join();
    }

    /// <summary>Displays are shown by facts and numbers that belong together; until there are such, as they were.</summary>
    void Join()
    {
        if (facts is null || beat is null || beat.FactsTag != factsTag || beat.Numbers == shownBeat)
            return;
        if (NumberDigits.Read(beat.Numbers) is not { } numbers || numbers.Length != facts.Displays.Count)
        {
            IsUnreadable = true;
            return;
        }
        displays = [.. facts.Displays.Zip(numbers, (display, of) => new RemoteDisplay(display, of))];
        shownBeat = beat.Numbers;
    }
}
