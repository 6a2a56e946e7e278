namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>
/// The devices of a host that may have a display, as sysfs shows them at one moment: mediated devices, and virtual functions of display
/// controllers that a VFIO driver has. One that is on its way out is not among them: its link on the bus, or to its driver, goes first.
/// </summary>
public sealed class SysfsDevices
{
    const string DisplayController = "0x03";

    readonly VfioDeviceEntry[] entries;

    SysfsDevices(VfioDeviceEntry[] entries) => this.entries = entries;

    public IReadOnlyList<VfioDeviceEntry> All => entries;

    /// <summary>Looks now. Whatever the trees look like, nothing is thrown.</summary>
    public static SysfsDevices List(HostRoots roots) => new([.. Mdevs(roots), .. Functions(roots)]);

    /// <summary>Those of the IOMMU group of that number; several may share one.</summary>
    public IReadOnlyList<VfioDeviceEntry> FindByGroup(string group) => [.. entries.Where(entry => entry.IommuGroup == group)];

    /// <summary>That of the character device <c>vfioN</c>.</summary>
    public VfioDeviceEntry? FindByCdev(string cdev) => Array.Find(entries, entry => entry.Cdev == cdev);

    /// <summary>That of a UUID or <c>dddd:bb:dd.f</c>, in letters of either case; or of a path, in sysfs, to such.</summary>
    public VfioDeviceEntry? FindByAddress(string address)
    {
        var name = Path.GetFileName(address.TrimEnd('/'));
        return Array.Find(entries, entry => entry.Address.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    static IEnumerable<VfioDeviceEntry> Mdevs(HostRoots roots)
    {
        var bus = Path.Combine(roots.Sys, "bus/mdev/devices");
        foreach (var name in Sysfs.Names(bus))
        {
            var path = Path.Combine(bus, name);
            if (Guid.TryParseExact(name, "D", out var id) && Sysfs.LinkName(Path.Combine(path, "driver")) is not null)
                yield return Entry(VfioDeviceKind.Mdev, id.ToString(), path);
        }
    }

    /// <summary>A network card has virtual functions too: only those of display controllers (PCI class 3) are looked at.</summary>
    static IEnumerable<VfioDeviceEntry> Functions(HostRoots roots)
    {
        var bus = Path.Combine(roots.Sys, "bus/pci/devices");
        foreach (var name in Sysfs.Names(bus))
        {
            var path = Path.Combine(bus, name);
            if (!Path.Exists(Path.Combine(path, "physfn")) || Sysfs.LinkName(Path.Combine(path, "driver")) is null
                || Sysfs.Text(Path.Combine(path, "class"))?.StartsWith(DisplayController, StringComparison.Ordinal) != true)
                continue;
            var entry = Entry(VfioDeviceKind.VirtualFunction, name, path);
            if (entry.Cdev is not null)
                yield return entry;
        }
    }

    static VfioDeviceEntry Entry(VfioDeviceKind kind, string address, string path) => new(
        kind, address, path, Sysfs.LinkName(Path.Combine(path, "iommu_group")),
        Sysfs.Names(Path.Combine(path, "vfio-dev")).FirstOrDefault(IsCdev));

    static bool IsCdev(string name) =>
        name.StartsWith("vfio", StringComparison.Ordinal) && name.Length > 4 && name.AsSpan(4).IndexOfAnyExceptInRange('0', '9') < 0;
}
