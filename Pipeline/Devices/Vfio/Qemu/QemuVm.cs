using System.Globalization;
using System.Text;

namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>
/// Finds out, and remembers, which device each descriptor of one QEMU is: by what the kernel says of the descriptor, else by the character
/// device's name, else by matching the devices of the process's groups. What was once known holds as long as the descriptor is there.
/// </summary>
/// <param name="sys">sysfs.</param>
/// <param name="proc">procfs.</param>
/// <param name="lookups">The devices of sysfs.</param>
/// <param name="readIds">Reads the ids from a descriptor; asked once for each, and only where they can decide.</param>
sealed class QemuVm(string sys, string proc, DeviceLookups lookups, Func<QemuProcess, QemuFd, (PciIds Ids, bool IsDisplay)?> readIds)
{
    /// <summary>
    /// A descriptor of which nothing is known is held back so long: a QEMU that is starting opens its groups and devices one by one.
    /// </summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    const int FdInfoBytes = 8192;

    readonly List<QemuVmDevice> devices = [];
    QemuProcess? last;

    /// <summary>Those that have, or may have, a display, in the order of their descriptors. Until the next call.</summary>
    internal IEnumerable<QemuVmDevice> Look(QemuProcess process, TimeSpan now, List<QemuVmDevice> gone)
    {
        if (!ReferenceEquals(process, last))
        {
            Update(process, now, gone);
            last = process;
        }
        if (devices.FindAll(device => !device.IsSettledAt(now)) is { Count: > 0 } unsettled)
            Resolve(process, unsettled);
        return devices.Where(device =>
            device.Entry is not null || !device.IsKnown && device.IsDisplay != false && now - device.Since >= Patience);
    }

    internal IReadOnlyList<QemuVmDevice> Devices => devices;

    void Update(QemuProcess process, TimeSpan now, List<QemuVmDevice> gone)
    {
        gone.AddRange(devices.Where(device =>
            !process.Devices.Contains(device.Fd) || device.Group is { } group && !process.Groups.Contains(group)));
        devices.RemoveAll(gone.Contains);
        foreach (var fd in process.Devices.Where(fd => devices.TrueForAll(device => device.Fd != fd)))
            devices.Add(new(fd, now));
        devices.Sort((one, other) => one.Fd.Number.CompareTo(other.Fd.Number));
    }

    void Resolve(QemuProcess process, List<QemuVmDevice> unsettled)
    {
        var unknown = new List<QemuVmDevice>();
        foreach (var device in unsettled)
            if (SysfsPath(process.Pid, device.Fd.Number) is { } path)
                device.Know(lookups.OfAddress(path[(path.LastIndexOf('/') + 1)..]));
            else if (device.Fd.Cdev is { } cdev)
                device.Know(lookups.OfCdev(cdev));
            else
                unknown.Add(device);
        if (unknown.Count > 0)
            Match(process, unknown);
    }

    void Match(QemuProcess process, List<QemuVmDevice> unknown)
    {
        var members = process.Groups.SelectMany(group => IommuGroupMember.Of(sys, group, lookups.OfGroup))
            .Where(member => devices.TrueForAll(device => device.Address != member.Address || unknown.Contains(device))).ToList();
        if (unknown.Count > 1 || members.Count > 1)
            foreach (var device in unknown.Where(device => !device.AreIdsRead))
                device.SetIds(readIds(process, device.Fd));
        var matches = FdMatching.Match(
            [.. unknown.Select(device => new MatchFd(device.Fd.Number, device.Ids))],
            [.. members.Select(member => new MatchCandidate(member.Address, member.Ids))],
            [.. process.CommandLine.Devices.Select(device => device.Address).OfType<string>()]);
        foreach (var device in unknown)
            if (matches.TryGetValue(device.Fd.Number, out var address))
                device.Know(members.Find(member => member.Address == address)!);
    }

    /// <summary>What the newest kernels say of a VFIO device's descriptor.</summary>
    string? SysfsPath(int pid, int fd)
    {
        if (ProcText.Read(string.Create(CultureInfo.InvariantCulture, $"{proc}/{pid}/fdinfo/{fd}"), FdInfoBytes) is not { } text)
            return null;
        const string Key = "vfio-device-syspath:";
        foreach (var line in Encoding.UTF8.GetString(text).Split('\n'))
            if (line.StartsWith(Key, StringComparison.Ordinal))
                return line[Key.Length..].Trim();
        return null;
    }
}
