using System.Globalization;

namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>Finds the devices that running QEMUs have.</summary>
public sealed class QemuFinder : IDeviceFinder
{
    readonly HostRoots roots;
    readonly DeviceLookups lookups;
    readonly TimeProvider time;
    readonly long origin;
    readonly QemuProcesses processes;
    readonly QemuNames names;
    readonly Func<QemuProcess, QemuFd, (PciIds Ids, bool IsDisplay)?> readIds;
    readonly Dictionary<(int Pid, long StartTicks), QemuVm> vms = [];

    /// <param name="roots">Of the host.</param>
    /// <param name="lookups">The devices of sysfs.</param>
    /// <param name="time">Tells how long a process and a descriptor have been there.</param>
    /// <param name="nameOfAddress">The name that is configured for an address, used where the VM has none; null where none is.</param>
    public QemuFinder(HostRoots roots, DeviceLookups lookups, TimeProvider time, Func<string, string?>? nameOfAddress = null)
        : this(roots, lookups, time, nameOfAddress, null)
    {
    }

    internal QemuFinder(
        HostRoots roots, DeviceLookups lookups, TimeProvider time, Func<string, string?>? nameOfAddress,
        Func<QemuProcess, QemuFd, (PciIds Ids, bool IsDisplay)?>? readIds)
    {
        (this.roots, this.lookups, this.time, origin) = (roots, lookups, time, time.GetTimestamp());
        processes = new(roots, time);
        names = new(nameOfAddress ?? (_ => null));
        this.readIds = readIds ?? TakeIds;
    }

    /// <summary>The QEMUs that could not be looked into at the last search. May be asked on any thread.</summary>
    public IReadOnlyList<QemuFinding> Findings => processes.Findings;

    public IReadOnlyList<FoundDevice> Find()
    {
        var now = time.GetElapsedTime(origin);
        var running = processes.Scan();
        foreach (var (key, vm) in vms)
            if (!running.Any(process => (process.Pid, process.StartTicks) == key))
            {
                vms.Remove(key);
                Release(vm.Devices);
            }
        var found = new List<FoundDevice>();
        foreach (var process in running)
            Find(process, now, found);
        return found;
    }

    void Find(QemuProcess process, TimeSpan now, List<FoundDevice> found)
    {
        if (!vms.TryGetValue((process.Pid, process.StartTicks), out var vm))
            vms.Add((process.Pid, process.StartTicks), vm = new(roots.Sys, roots.Proc, lookups, readIds));
        var gone = new List<QemuVmDevice>();
        var devices = vm.Look(process, now, gone);
        Release(gone);
        foreach (var device in devices)
        {
            // The VM may hold what is being removed from the host for as long as it likes; we may not.
            if (device.Entry is { } entry && !Directory.Exists(entry.SysfsPath))
                continue;
            found.Add(device.Found ??= Describe(process, device));
        }
    }

    FoundDevice Describe(QemuProcess process, QemuVmDevice device)
    {
        var address = device.Entry?.Address;
        var key = string.Create(
            CultureInfo.InvariantCulture, $"qemu {process.Pid} {process.StartTicks} {device.Fd.Number} {address ?? device.Fd.Link}");
        return new(
            key, names.Take(process, address), address, new QemuOpening(roots, process, device.Fd, device.Entry, lookups.LifeOf));
    }

    void Release(IReadOnlyList<QemuVmDevice> devices)
    {
        foreach (var device in devices)
            if (device.Found is { } found)
                names.Release(found.Name);
    }

    (PciIds Ids, bool IsDisplay)? TakeIds(QemuProcess process, QemuFd fd)
    {
        try
        {
            using var device = QemuTaking.Take(roots, process.Pid, process.StartTicks, fd, out var held);
            held.Dispose();
            return VfioProbe.ReadIds(device);
        }
        catch (DeviceException)
        {
            // Opening it will tell.
            return null;
        }
    }
}
