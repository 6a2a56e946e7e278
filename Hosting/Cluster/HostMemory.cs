using Scanout.Hosting.Cluster.Records;

namespace Scanout.Hosting.Cluster;

/// <summary>What is remembered of another host. Its owner is <see cref="HostDirectory"/>, under whose lock it is used.</summary>
sealed class HostMemory(string name)
{
    byte[]? taken;
    HostBeat? beat;
    string? factsTag;
    HostFacts? facts;
    string? unreadableTag;
    string? shownBeat;
    RemoteDisplay[] displays = [];

    public string Name => name;

    /// <summary>When it last told of itself, by the store's clock.</summary>
    public DateTimeOffset Told { get; set; }

    /// <summary>When it was last heard, by this host's clocks; null where it never was.</summary>
    public (long Timestamp, DateTimeOffset Time)? Heard { get; private set; }

    /// <summary>How often the store was read since, and had nothing new of it.</summary>
    public int Misses { get; private set; }

    public bool IsLeaving => !IsUnreadable && beat?.IsLeaving == true;

    public bool IsUnreadable { get; private set; }

    public Uri? Address => facts is null ? null : new Uri(facts.Address);

    public string Version => facts?.Version ?? "";

    public IReadOnlyList<RemoteDisplay> Displays => displays;

    /// <summary>The facts that hold are to be read; once only, where they turned out to be nothing.</summary>
    public bool WantsFacts => beat is not null && beat.FactsTag != factsTag && beat.FactsTag != unreadableTag;

    /// <summary>The store was read: only a beat that has not been read before says that the host lives.</summary>
    /// <param name="bytes">What was there; null where nothing was.</param>
    /// <param name="next">The beat that it is; null where it is none of this host's.</param>
    /// <param name="timestamp">Now.</param>
    /// <param name="time">Now.</param>
    public void Take(byte[]? bytes, HostBeat? next, long timestamp, DateTimeOffset time)
    {
        Misses++;
        if (bytes is null || bytes.AsSpan().SequenceEqual(taken))
            return;
        (taken, Heard, Misses) = (bytes, (timestamp, time), 0);
        // What is no newer was kept by somebody, to be told again; or the host's clock has gone back, and will be right again.
        if (next is null || next.Sequence <= beat?.Sequence)
        {
            IsUnreadable = true;
            return;
        }
        beat = next;
        IsUnreadable = beat.FactsTag == unreadableTag;
        Join();
    }

    /// <summary>Facts that were read; null where what was there are none of this host's. The beat says which ones hold: others are from before, or will be.</summary>
    public void TakeFacts((string Tag, HostFacts Facts)? opened)
    {
        if (opened is not { } read)
        {
            unreadableTag = beat?.FactsTag;
            IsUnreadable = true;
            return;
        }
        if (read.Tag != beat?.FactsTag)
            return;
        (factsTag, facts, shownBeat) = (read.Tag, read.Facts, null);
        Join();
    }

    /// <summary>Displays are shown by facts and numbers that belong together; until there are such, as they were. One that breaks a bound is not shown.</summary>
    void Join()
    {
        if (facts is null || beat is null || beat.FactsTag != factsTag || beat.Numbers == shownBeat)
            return;
        if (NumberDigits.Read(beat.Numbers) is not { } numbers || numbers.Length != facts.Displays.Count)
        {
            IsUnreadable = true;
            return;
        }
        displays = [.. facts.Displays.Zip(numbers).Where(pair => pair.First is { IsValid: true }).Select(pair => new RemoteDisplay(pair.First!, pair.Second))];
        shownBeat = beat.Numbers;
    }
}
