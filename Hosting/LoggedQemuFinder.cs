using Scanout.Pipeline.Devices.Vfio;
using Scanout.Pipeline.Devices.Vfio.Qemu;

namespace Scanout.Hosting;

/// <summary>Finds the devices of running QEMUs, and logs each QEMU that can't be looked into once.</summary>
sealed class LoggedQemuFinder(QemuFinder finder, ILogger logger) : IDeviceFinder
{
    IReadOnlyList<QemuFinding> told = [];

    public IReadOnlyList<FoundDevice> Find()
    {
        var found = finder.Find();
        var findings = finder.Findings;
        foreach (var finding in findings.Except(told))
            logger.QemuClosed(finding.GuestName ?? "?", finding.Pid, finding.Reason);
        told = findings;
        return found;
    }
}
