using System.Globalization;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>Finds the devices of sysfs, which the service opens itself. One thread.</summary>
public sealed class SysfsFinder : IDeviceFinder
{
    readonly HostRoots roots;
    readonly Dictionary<string, string> names = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, FoundDevice> known = new(StringComparer.Ordinal);

    /// <param name="roots">Of the host.</param>
    /// <param name="names">Names of displays by their devices' addresses; one that is not among them is called by its address.</param>
    public SysfsFinder(HostRoots roots, IReadOnlyDictionary<string, string> names)
    {
        this.roots = roots;
        foreach (var (address, name) in names)
            this.names[address] = name;
    }

    public IReadOnlyList<FoundDevice> Find()
    {
        var found = SysfsDevices.List(roots).All.Select(Describe).ToList();
        foreach (var gone in known.Keys.Except(found.Select(device => device.Key)).ToList())
            known.Remove(gone);
        return found;
    }

    FoundDevice Describe(VfioDeviceEntry entry)
    {
        var plugged = SysfsLife.IdentityOf(entry);
        var isByCdev = entry.Cdev is { } cdev
            && File.Exists(Path.Combine(roots.Dev, "vfio/devices", cdev)) && File.Exists(Path.Combine(roots.Dev, "iommu"));
        // A driver that is just taking a device brings its group and its nodes one after the other: what was seen first is not for good.
        var key = string.Create(
            CultureInfo.InvariantCulture,
            $"{entry.Address} {(isByCdev ? entry.Cdev : entry.IommuGroup)} {plugged?.Inode} "
            + $"{plugged?.BirthSeconds}.{plugged?.BirthNanoseconds}");
        if (!known.TryGetValue(key, out var device))
            known[key] = device = new(key, names.GetValueOrDefault(entry.Address, entry.Address), entry.Address, Opening());
        return device;

        IVfioOpening Opening() => isByCdev
            ? new CdevOpening(roots, entry, () => new SysfsLife(entry, plugged))
            : new GroupOpening(roots, entry, () => new SysfsLife(entry, plugged));
    }
}
