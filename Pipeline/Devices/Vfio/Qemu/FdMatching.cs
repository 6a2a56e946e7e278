namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>
/// Finds out which device each descriptor of a process is, where the kernel does not say. A descriptor that could be several is left out
/// rather than guessed, but for twins: as many descriptors as devices that nothing tells apart are taken in the order in which QEMU makes
/// its devices.
/// </summary>
static class FdMatching
{
    /// <param name="fds">Each once.</param>
    /// <param name="candidates">Every device that the descriptors can be; there may be more devices than descriptors.</param>
    /// <param name="configured">
    /// The addresses that the command line names, in its order. Some of them may be gone, others plugged since.
    /// </param>
    /// <returns>The address of each descriptor of which it is known.</returns>
    internal static IReadOnlyDictionary<int, string> Match(
        IReadOnlyList<MatchFd> fds, IReadOnlyList<MatchCandidate> candidates, IReadOnlyList<string> configured)
    {
        var order = configured.Distinct(StringComparer.Ordinal).Select((address, index) => (address, index))
            .ToDictionary(StringComparer.Ordinal);
        var open = fds.OrderBy(fd => fd.Number).ToList();
        var free = candidates.DistinctBy(candidate => candidate.Address)
            .OrderBy(candidate => order.GetValueOrDefault(candidate.Address, int.MaxValue))
            .ThenBy(candidate => candidate.Address, StringComparer.Ordinal).ToList();
        var named = free.FindAll(candidate => order.ContainsKey(candidate.Address));
        // A group's other devices need not be the VM's.
        if (free.Count > open.Count && named.Count >= open.Count)
            free = named;
        var matched = new Dictionary<int, string>();
        while (TakeOne(open, free, matched) || TakeTwins(open, free, matched))
        {
            // Each that is known leaves fewer for the others.
        }
        return matched;
    }

    /// <summary>A descriptor that can be one device only, which no other must be.</summary>
    static bool TakeOne(List<MatchFd> open, List<MatchCandidate> free, Dictionary<int, string> matched)
    {
        foreach (var fd in open)
            if (Possible(fd, free) is [var only] && !open.Exists(other => other != fd && Possible(other, free) is [var its] && its == only))
            {
                Take(fd, only, open, free, matched);
                return true;
            }
        return false;
    }

    /// <summary>Descriptors that can each be the same devices, as many as they are.</summary>
    static bool TakeTwins(List<MatchFd> open, List<MatchCandidate> free, Dictionary<int, string> matched)
    {
        foreach (var fd in open)
        {
            var possible = Possible(fd, free);
            var twins = open.FindAll(other => Possible(other, free).SequenceEqual(possible));
            if (possible.Count == 0 || twins.Count != possible.Count)
                continue;
            for (var i = 0; i < twins.Count; i++)
                Take(twins[i], possible[i], open, free, matched);
            return true;
        }
        return false;
    }

    static void Take(MatchFd fd, MatchCandidate device, List<MatchFd> open, List<MatchCandidate> free, Dictionary<int, string> matched)
    {
        matched.Add(fd.Number, device.Address);
        open.Remove(fd);
        free.Remove(device);
    }

    static List<MatchCandidate> Possible(MatchFd fd, List<MatchCandidate> free) =>
        free.FindAll(candidate => PciIds.MayBeOne(fd.Ids, candidate.Ids));
}
