using Scanout.Pipeline.Devices.Vfio.Qemu;

namespace Scanout.Pipeline.Devices.Vfio.Doctor;

/// <summary>
/// Finds out why a vGPU's picture is not to be had on this host: the kernel first, then every device and every VM that has one. It opens devices
/// for the moment of a look, and changes nothing.
/// </summary>
/// <param name="roots">Where the host's trees are.</param>
/// <param name="names">Names of displays by their devices' addresses, from the configuration.</param>
/// <param name="takesFromQemu">Whether the service is configured to take descriptors from QEMU processes.</param>
/// <param name="time">The clock of waits.</param>
public sealed class HostExamination(HostRoots roots, IReadOnlyDictionary<string, string> names, bool takesFromQemu, TimeProvider time)
{
    /// <summary>Everything that was found, in the order in which it is to be mended.</summary>
    public IEnumerable<Finding> Examine()
    {
        var kernel = KernelExamination.Examine(roots).ToList();
        foreach (var finding in kernel)
            yield return finding;
        var held = new QemuFinder(roots, DeviceLookups.Of(roots), time, names.GetValueOrDefault);
        var machines = held.Find();
        foreach (var finding in machines.SelectMany(ExamineMachine).Concat(held.Findings.Select(Untakeable)))
            yield return finding;
        var addresses = machines.Select(machine => machine.Address).ToHashSet();
        var free = new SysfsFinder(roots, names).Find().Where(device => !addresses.Contains(device.Address)).ToList();
        foreach (var finding in free.Select(ExamineDevice))
            yield return finding;
        foreach (var finding in WholeGpus.Examine(roots))
            yield return finding;
        if (machines.Count == 0 && free.Count == 0 && kernel.TrueForAll(finding => finding.Severity != Severity.Obstacle))
            yield return new(
                Severity.Obstacle, "devices", "there is no vGPU on this host: no mediated device, and no virtual function of a GPU that a VFIO driver has",
                "make one with mdevctl or the vendor's tool; Scanout itself makes none");
    }

    IEnumerable<Finding> ExamineMachine(FoundDevice machine)
    {
        var subject = $"VM {machine.Name}";
        if (machine.Address is { } address && SysfsDevices.List(roots).FindByAddress(address) is { } entry
            && VendorOptions.Examine(subject, entry.SysfsPath) is { } option)
            yield return option;
        yield return PlaneExamination.Examine(subject, new VfioSource(machine.Opening, time), time);
        if (!takesFromQemu)
            yield return new(
                Severity.Obstacle, subject, "the service does not look for the vGPUs of running VMs", "set scanout.discovery.qemu = on");
    }

    Finding ExamineDevice(FoundDevice device)
    {
        var subject = device.Opening.Description;
        var entry = SysfsDevices.List(roots).FindByAddress(device.Address!);
        return entry is not null && VendorOptions.Examine(subject, entry.SysfsPath) is { } option
            ? option
            : PlaneExamination.Examine(subject, new VfioSource(device.Opening, time), time);
    }

    static Finding Untakeable(QemuFinding finding) => new(Severity.Obstacle, $"VM {finding.GuestName ?? $"of QEMU {finding.Pid}"}", finding.Reason);
}
