using Scanout.Hosting.Cluster;
using Scanout.Hosting.Cluster.Records;
using Scanout.Hosting.Configuration;
using Scanout.Pipeline.Devices.Vfio.Doctor;

namespace Scanout.Hosting.Doctor;

/// <summary>Whether this host's name is its own in the cluster, and the other hosts can be reached where they say that they are. It reads, and writes nothing.</summary>
/// <param name="settings">Of the cluster.</param>
/// <param name="store">Where hosts tell of themselves.</param>
/// <param name="isServing">Whether this host's service runs: the name is had by itself then.</param>
/// <param name="time">The clock.</param>
sealed class ClusterExamination(ClusterSettings settings, IClusterStore store, bool isServing, TimeProvider time)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<Finding>> ExamineAsync(CancellationToken cancellationToken)
    {
        try
        {
            var key = settings.KeyFile is { } file ? ClusterKey.Of(await File.ReadAllBytesAsync(file, cancellationToken)) : ClusterKey.None;
            // It is none of them, so that it hears of one that has this host's name.
            var directory = new HostDirectory("", key, settings.Silence, time);
            await directory.ReadAsync(store);
            List<Finding> findings = [];
            if (!isServing && directory.Hosts.Any(host => host.Name == settings.Name && host.State == HostState.Present))
                findings.Add(new(
                    Severity.Obstacle, "cluster", $"another instance is in it as {settings.Name}", "give one of the two another scanout.cluster.host"));
            findings.AddRange(await OthersAsync([.. directory.Hosts.Where(host => host.Name != settings.Name)], cancellationToken));
            return findings;
        }
        catch (ClusterStoreException)
        {
            return []; // That Redis does not answer is told already.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [new(Severity.Note, "cluster", $"its key can't be read: {failure.Message}", "run the doctor as the service's user")];
        }
    }

    static async Task<IReadOnlyList<Finding>> OthersAsync(IReadOnlyList<RemoteHost> others, CancellationToken cancellationToken)
    {
        var unreadable = others.Where(host => host.State == HostState.Unreadable).Select(host => new Finding(
            Severity.Obstacle, "cluster", $"what {host.Name} tells can't be read", "see that both have the same file as scanout.cluster.key-file, and one version of Scanout"));
        var present = others.Where(host => host is { State: HostState.Present, Address: not null }).ToList();
        var refusals = await Task.WhenAll(present.Select(host => Reach.WhyNotAsync(host.Address!, Patience, cancellationToken)));
        var unreached = present.Zip(refusals).Where(pair => pair.Second is not null).Select(pair => new Finding(
            Severity.Obstacle, "cluster", $"{pair.First.Name} can't be reached at {pair.First.Address}: {pair.Second}",
            "let this host reach the others' web, and see to their scanout.cluster.address"));
        List<Finding> findings = [.. unreadable, .. unreached];
        if (findings.Count == 0)
            findings.Add(new(Severity.Good, "cluster", present.Count == 0 ? "no other host is in it" : $"{present.Count} other hosts are in it, and reached"));
        return findings;
    }
}
