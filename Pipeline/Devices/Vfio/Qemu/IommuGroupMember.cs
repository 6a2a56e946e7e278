using System.Globalization;
using System.Text;

namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>A device of an IOMMU group that a process may have open through VFIO, whether or not it may have a display.</summary>
/// <param name="Group">The group's number.</param>
/// <param name="Address">Its name in sysfs: a UUID or a PCI address.</param>
/// <param name="Ids">As far as sysfs tells them.</param>
/// <param name="Entry">Null where it is known to be no device with a display.</param>
sealed record IommuGroupMember(string Group, string Address, PciIds? Ids, VfioDeviceEntry? Entry)
{
    /// <summary>Those of one group, as far as sysfs can be read.</summary>
    internal static IEnumerable<IommuGroupMember> Of(string sys, string group, Func<string, IReadOnlyList<VfioDeviceEntry>> entriesOf)
    {
        var entries = entriesOf(group);
        var known = entries.Select(entry => new IommuGroupMember(group, entry.Address, IdsOf(sys, entry.Address), entry));
        var others = Names(Path.Combine(sys, "kernel/iommu_groups", group, "devices"))
            .Where(name => entries.All(entry => entry.Address != name) && IsOpenable(sys, name))
            .Select(name => new IommuGroupMember(group, name, IdsOf(sys, name), null));
        return known.Concat(others);
    }

    static string[] Names(string directory)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(directory).Select(path => Path.GetFileName(path))];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Not a bridge, say, that only happens to be in the group: its driver is one of VFIO's.</summary>
    static bool IsOpenable(string sys, string name)
    {
        var device = Path.Combine(sys, "bus/pci/devices", name);
        return !Directory.Exists(device) || Directory.Exists(Path.Combine(device, "vfio-dev"))
            || ProcLink.Read(Path.Combine(device, "driver"))?.Contains("vfio", StringComparison.Ordinal) == true;
    }

    /// <summary>A mediated device is of its parent's vendor, where that is a PCI device.</summary>
    static PciIds? IdsOf(string sys, string name)
    {
        if (Word(sys, name, "vendor") is { } vendor)
            return new(vendor, Word(sys, name, "device"));
        var parent = Path.GetFileName(Path.GetDirectoryName(ProcLink.Read(Path.Combine(sys, "bus/mdev/devices", name))));
        return parent is not null && Word(sys, parent, "vendor") is { } parents ? new(parents, null) : null;
    }

    static ushort? Word(string sys, string device, string file) =>
        ProcText.Read(Path.Combine(sys, "bus/pci/devices", device, file), 64) is { } text
        && Encoding.ASCII.GetString(text).Trim() is ['0', 'x', .. var digits]
        && ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var word)
            ? word
            : null;
}
