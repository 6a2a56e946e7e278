using System.Text.Json.Serialization;

namespace Scanout.Hosting.Cluster;

/// <summary>A host as <c>GET /api/cluster/hosts</c> tells of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State"><c>here</c>, <c>present</c>, <c>stale</c>, <c>gone</c> or <c>unreadable</c>.</param>
/// <param name="Since">Since when nothing new is known of it; of this one: since when nothing is known of the others.</param>
/// <param name="Reason">What is wrong, as one sentence.</param>
/// <param name="Address">Where its web is.</param>
/// <param name="Version">Of its service.</param>
/// <param name="Displays">How many it has.</param>
public sealed record HostRecord(
    string Name, string State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Since,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Address,
    string Version, int Displays)
{
    internal static HostRecord Of(RemoteHost host) => new(
        host.Name, TextOf(host.State), host.Since, ReasonOf(host), host.Address?.GetLeftPart(UriPartial.Authority), host.Version, host.Displays.Count);

    internal static string TextOf(HostState state) => state switch
    {
        HostState.Here => "here",
        HostState.Present => "present",
        HostState.Stale => "stale",
        HostState.Gone => "gone",
        _ => "unreadable",
    };

    static string? ReasonOf(RemoteHost host) => host.State switch
    {
        HostState.Stale => "the cluster's Redis can't be reached: this is how the host was",
        HostState.Gone => "it has not been heard from, or has said that it goes",
        HostState.Unreadable => "what it tells can't be read, is not signed by this cluster's key, or is older than what it has told before",
        _ => null,
    };
}
