namespace Scanout.Hosting.Cluster.Records;

/// <summary>What of a host and its displays changes seldom: it is published when it has changed, and read then.</summary>
/// <param name="Host">Its name: nobody else's facts pass for its own.</param>
/// <param name="Address">Where other hosts reach its web.</param>
/// <param name="Version">Of the service.</param>
/// <param name="Displays">All of them, in the order of the numbers; one that is not valid is for nobody to be shown.</param>
sealed record HostFacts(string Host, string Address, string Version, IReadOnlyList<DisplayFacts?> Displays)
{
    public const int MaxDisplays = 2000;

    const int MaxVersionLength = 64;

    /// <summary>Null where they are not the host's, or break a bound.</summary>
    public static HostFacts? Read(byte[] json, string host) =>
        ClusterJson.Read<HostFacts>(json) is { Version.Length: <= MaxVersionLength, Displays.Count: <= MaxDisplays } facts && facts.Host == host
        && HostAddress.TryParse(facts.Address, out _) ? facts : null;
}
