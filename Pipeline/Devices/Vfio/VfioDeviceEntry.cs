namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>What kind of part of a GPU a device is.</summary>
public enum VfioDeviceKind
{
    /// <summary>A mediated device: <c>/sys/bus/mdev/devices/UUID</c>.</summary>
    Mdev,

    /// <summary>An SR-IOV virtual function of a display controller that a VFIO driver has: <c>/sys/bus/pci/devices/BDF</c>.</summary>
    VirtualFunction,
}

/// <summary>A device as sysfs shows it that may have a display. A fact of one moment: it may be gone by the next.</summary>
/// <param name="Kind">Mediated device or virtual function.</param>
/// <param name="Address">The mdev's UUID in lower case, or the function's <c>dddd:bb:dd.f</c>.</param>
/// <param name="SysfsPath">Its directory on its bus, the link that vanishes at once when the device is being removed.</param>
/// <param name="IommuGroup">The number of its IOMMU group, of <c>/dev/vfio/N</c>; null where it has none.</param>
/// <param name="Cdev">Its character device's name, <c>vfioN</c> of <c>/dev/vfio/devices/vfioN</c>; null on kernels without.</param>
public sealed record VfioDeviceEntry(VfioDeviceKind Kind, string Address, string SysfsPath, string? IommuGroup, string? Cdev)
{
    /// <summary>The mdev's UUID; of a virtual function, which has none, <see cref="Guid.Empty"/>.</summary>
    public Guid Id => Kind == VfioDeviceKind.Mdev && Guid.TryParse(Address, out var id) ? id : Guid.Empty;

    /// <summary>The name of its driver; null where it has none.</summary>
    public string? Driver => Sysfs.LinkName(Path.Combine(SysfsPath, "driver"));

    /// <summary>For people and for the API: <c>mdev UUID</c>, <c>vf 0000:65:00.4</c>.</summary>
    public string Description => Kind == VfioDeviceKind.Mdev ? $"mdev {Address}" : $"vf {Address}";
}
