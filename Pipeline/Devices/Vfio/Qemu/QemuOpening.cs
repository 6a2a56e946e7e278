using System.Globalization;

namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>
/// Takes a device from the running QEMU that has it: a duplicate of its descriptor, by pidfd_getfd(2). The VM need not be told, nor
/// configured for it.
/// </summary>
/// <param name="roots">Of the host.</param>
/// <param name="process">The QEMU.</param>
/// <param name="found">Its descriptor.</param>
/// <param name="entry">Which device it is, where that is known.</param>
/// <param name="lifeOf">Tells when the device itself vanishes, or null.</param>
public sealed class QemuOpening(
    HostRoots roots, QemuProcess process, QemuFd found, VfioDeviceEntry? entry,
    Func<VfioDeviceEntry, IDeviceLife>? lifeOf = null) : IVfioOpening
{
    public string Description { get; } = string.Create(
        CultureInfo.InvariantCulture, $"{entry?.Description ?? "vfio device"} of QEMU {process.Pid}");

    public Guid Id { get; } = process.CommandLine.Uuid != Guid.Empty ? process.CommandLine.Uuid : entry?.Id ?? Guid.Empty;

    public string? Domain => process.CommandLine.GuestName;

    public string? Driver => entry?.Driver;

    public bool IsExclusive => false;

    /// <summary>QEMU writes the EDID of what it shows itself.</summary>
    public bool IsEdidForeign { get; } = process.CommandLine.Devices.Any(device =>
        device.Display != QemuDisplay.Off && (device.Address is null || entry is null || device.Address == entry.Address));

    public VfioHandle Open()
    {
        var own = entry is null ? null : lifeOf?.Invoke(entry);
        try
        {
            var device = QemuTaking.Take(roots, process.Pid, process.StartTicks, found, out var pidfd);
            var life = new QemuLife(pidfd, process.Pid, found, device, roots.Proc);
            return new(device, own is null ? life : new EitherLife(life, own));
        }
        catch (DeviceException)
        {
            own?.Dispose();
            throw;
        }
    }
}
