using System.Net;
using Scanout.Hosting.Configuration;
using Scanout.Pipeline.Devices.Vfio.Doctor;

namespace Scanout.Hosting.Doctor;

/// <summary>Whether another program has the ports that the configuration names. Only while the service does not run: they are its own else.</summary>
/// <param name="settings">What is to be had.</param>
/// <param name="listening">The sockets of this host that listen.</param>
sealed class PortsExamination(ScanoutSettings settings, IReadOnlyCollection<IPEndPoint> listening)
{
    public List<Finding> Examine()
    {
        List<Finding> findings = [];
        Fixed("web", settings.Web.Address, settings.Web.Port, "scanout.web.port");
        Listener("vnc", settings.Vnc, settings.Vnc.Ports, display => display.VncPort);
        Listener("spice", settings.Spice, settings.Spice.Ports, display => display.SpicePort);
        if (settings.Spice.Tls is not null)
            Listener("spice tls", settings.Spice, settings.Spice.TlsPorts, display => display.SpiceTlsPort);
        if (findings.Count == 0)
            findings.Add(new(Severity.Good, "ports", "none that the configuration names is taken"));
        return findings;

        void Listener(string what, ListenerSettings listener, PortRange ports, Func<DisplaySettings, int?> portOf)
        {
            if (!listener.Enabled || !listener.ListensOnTcp)
                return;
            foreach (var (name, display) in settings.Displays)
                Fixed($"{what} port of display {name}", listener.Address, portOf(display) ?? 0, "the display's port");
            var all = ports.Last - ports.First + 1;
            var taken = ports.Count(port => IsTaken(listener.Address, port));
            if (taken > 0 && ports.First > 0)
                findings.Add(new(
                    taken == all ? Severity.Obstacle : Severity.Note, $"{what} ports", $"{taken} of the {all} in {ports} are taken by other programs",
                    taken == all ? "choose others" : null));
        }

        void Fixed(string what, IPAddress address, int port, string key)
        {
            if (port > 0 && IsTaken(address, port))
                findings.Add(new(Severity.Obstacle, what, $"{address}:{port} is taken by another program", $"end that, or change {key}"));
        }
    }

    bool IsTaken(IPAddress address, int port) => listening.Any(
        other => other.Port == port && (other.Address.Equals(address) || IsAny(other.Address) || IsAny(address)));

    static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
