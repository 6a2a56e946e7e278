namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>What a QEMU's descriptors are looked up in: the devices of sysfs that may have a display.</summary>
/// <param name="OfGroup">Those of the IOMMU group of that number.</param>
/// <param name="OfCdev">That of the character device <c>vfioN</c>, or null.</param>
/// <param name="OfAddress">That of <see cref="VfioDeviceEntry.Address"/>, or null.</param>
/// <param name="LifeOf">Tells when the device itself vanishes; null where that is not watched. The caller owns what it gives.</param>
public sealed record DeviceLookups(
    Func<string, IReadOnlyList<VfioDeviceEntry>> OfGroup,
    Func<string, VfioDeviceEntry?> OfCdev,
    Func<string, VfioDeviceEntry?> OfAddress,
    Func<VfioDeviceEntry, IDeviceLife>? LifeOf = null)
{
    /// <summary>Of a host's sysfs, as it is at each look-up.</summary>
    public static DeviceLookups Of(HostRoots roots) => new(
        group => SysfsDevices.List(roots).FindByGroup(group), cdev => SysfsDevices.List(roots).FindByCdev(cdev),
        address => SysfsDevices.List(roots).FindByAddress(address), entry => new SysfsLife(entry, SysfsLife.IdentityOf(entry)));
}
