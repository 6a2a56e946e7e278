namespace Scanout.Hosting.Cluster;

/// <summary>Another host of the cluster, as it is known at one moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">How it is.</param>
/// <param name="Since">Since when nothing new is known of it; null while it is heard from.</param>
/// <param name="Address">Where its web is; null where that has not been told.</param>
/// <param name="Version">Of its service.</param>
/// <param name="Displays">As they were last told of.</param>
sealed record RemoteHost(
    string Name, HostState State, DateTimeOffset? Since, Uri? Address, string Version, IReadOnlyList<RemoteDisplay> Displays)
{
    /// <summary>Whether it is gone because it said that it goes.</summary>
    public bool HasLeft { get; init; }
}
