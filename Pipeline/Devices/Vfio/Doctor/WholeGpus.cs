namespace Scanout.Pipeline.Devices.Vfio.Doctor;

/// <summary>GPUs that are passed through whole, which operators take for vGPUs: the host has no part in their picture.</summary>
static class WholeGpus
{
    const string DisplayController = "0x03";

    internal static IEnumerable<Finding> Examine(HostRoots roots)
    {
        var bus = Path.Combine(roots.Sys, "bus/pci/devices");
        foreach (var address in Sysfs.Names(bus))
        {
            var directory = Path.Combine(bus, address);
            if (Sysfs.Text(Path.Combine(directory, "class"))?.StartsWith(DisplayController, StringComparison.Ordinal) != true
                || Sysfs.LinkName(Path.Combine(directory, "driver")) is not { } driver || !driver.Contains("vfio", StringComparison.Ordinal)
                || Path.Exists(Path.Combine(directory, "physfn")))
                continue;
            yield return new(
                Severity.Note, $"gpu {address}",
                $"it is passed through whole (driver {driver}): its picture is on its own connectors, and no part of it reaches the host",
                "for a picture on the host, give the VM a vGPU of it, or watch from within the guest");
        }
    }
}
