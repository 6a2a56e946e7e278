using Scanout.Hosting.Cluster.Records;
using Scanout.Hosting.Web;
using Scanout.Hosting.Web.Spice;

namespace Scanout.Hosting.Cluster;

/// <summary>A display as <c>GET /api/cluster/displays</c> tells of it: as its host does, and on which host it is.</summary>
public sealed record ClusterDisplayRecord : DisplayRecord
{
    ClusterDisplayRecord(DisplayRecord display, string host, string hostState)
        : base(display) => (Host, HostState) = (host, hostState);

    public string Host { get; }

    /// <summary><c>here</c>, <c>present</c>, <c>stale</c>, <c>gone</c> or <c>unreadable</c>.</summary>
    public string HostState { get; }

    internal static ClusterDisplayRecord Here(DisplayRecord display, string host) => new(display, host, HostRecord.TextOf(Cluster.HostState.Here));

    internal static IEnumerable<ClusterDisplayRecord> Of(RemoteHost host)
    {
        var state = HostRecord.TextOf(host.State);
        return host.Displays.Select(display => new ClusterDisplayRecord(RecordOf(host, display.Facts, display.Numbers), host.Name, state));
    }

    static DisplayRecord RecordOf(RemoteHost host, DisplayFacts facts, DisplayNumbers numbers)
    {
        var record = new DisplayRecord(
            facts.Name, facts.Id, numbers.State, facts.Reason, facts.Device, facts.Width, facts.Height, facts.Format, Frames: 0,
            numbers.UpdatesPerSecond, numbers.Viewers,
            facts.VncPort is { } vnc ? new DisplayAddress(facts.VncAddress!, vnc) : null,
            facts.SpiceAddress is null ? null : new SpiceAddress(facts.SpiceAddress, facts.SpicePort, facts.SpiceTlsPort), numbers.IsRecording,
            Screen: numbers.Screen.Length > 0 ? numbers.Screen : null);
        return host.State == Cluster.HostState.Gone
            ? record with
            {
                State = "lost", Reason = $"its host has not been heard from since {host.Since:u}", UpdatesPerSecond = 0, Viewers = 0, Recording = false, Screen = null,
            }
            : record;
    }
}
