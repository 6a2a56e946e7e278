namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>What QEMU is told about a VFIO device's display: <c>display=</c> of its <c>-device vfio-pci</c>.</summary>
public enum QemuDisplay
{
    /// <summary>QEMU's default: it has none, whatever the device can.</summary>
    Off,

    /// <summary>QEMU shows the device's planes and owns its EDID.</summary>
    On,

    /// <summary>As <see cref="On"/> where the device can.</summary>
    Auto,
}

/// <summary>One <c>-device vfio-pci</c> of a QEMU's command line.</summary>
/// <param name="Id">Its <c>id=</c>, if any.</param>
/// <param name="SysfsDev">Its <c>sysfsdev=</c>: the device's directory in sysfs.</param>
/// <param name="Host">Its <c>host=</c>: a PCI address, the domain of which may be left out.</param>
/// <param name="Display">Its <c>display=</c>.</param>
/// <param name="Ramfb">Whether it shows the firmware's picture too: <c>ramfb=on</c>.</param>
public sealed record QemuVfioDevice(string? Id, string? SysfsDev, string? Host, QemuDisplay Display, bool Ramfb)
{
    /// <summary>As <see cref="VfioDeviceEntry.Address"/>; null where the device was given as a descriptor.</summary>
    public string? Address { get; } = AddressOf(SysfsDev, Host);

    static string? AddressOf(string? sysfsDev, string? host)
    {
        if (sysfsDev is not null)
        {
            var last = sysfsDev.TrimEnd('/');
            last = last[(last.LastIndexOf('/') + 1)..];
            return last.Length == 0 ? null : Canonical(last);
        }
        return string.IsNullOrEmpty(host) ? null : Canonical(host.Count(character => character == ':') == 1 ? "0000:" + host : host);
    }

    /// <summary>As sysfs writes it: UUIDs and hexadecimal numbers in lower case.</summary>
#pragma warning disable CA1308 // Not for comparing: it is what the kernel prints.
    static string Canonical(string address) => address.ToLowerInvariant();
#pragma warning restore CA1308
}
