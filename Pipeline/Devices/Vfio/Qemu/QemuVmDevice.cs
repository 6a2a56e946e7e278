namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>What is known of one VFIO descriptor of a QEMU. One thread.</summary>
/// <param name="fd">The descriptor.</param>
/// <param name="since">When it was first seen.</param>
sealed class QemuVmDevice(QemuFd fd, TimeSpan since)
{
    /// <summary>
    /// What is not found out within this time never will be; sysfs may tell of a device a little later than the VM opens it.
    /// </summary>
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    internal QemuFd Fd => fd;

    internal TimeSpan Since => since;

    /// <summary>Whether it is known which device it is.</summary>
    internal bool IsKnown { get; private set; }

    /// <summary>The device; null where it is known to be none with a display, or not known.</summary>
    internal VfioDeviceEntry? Entry { get; private set; }

    /// <summary>As <see cref="IommuGroupMember.Address"/>, with or without a display.</summary>
    internal string? Address { get; private set; }

    /// <summary>The group through which it was opened, where that was found out.</summary>
    internal string? Group { get; private set; }

    internal bool AreIdsRead { get; private set; }

    internal PciIds? Ids { get; private set; }

    /// <summary>What its class says; null where it could not be read.</summary>
    internal bool? IsDisplay { get; private set; }

    /// <summary>What was told of it, which stays as it is.</summary>
    internal FoundDevice? Found { get; set; }

    internal bool IsSettledAt(TimeSpan now) => Entry is not null || Found is not null || now - Since >= Limit;

    internal void Know(VfioDeviceEntry? entry) => (IsKnown, Entry, Address) = (true, entry, entry?.Address);

    internal void Know(IommuGroupMember member) => (IsKnown, Entry, Address, Group) = (true, member.Entry, member.Address, member.Group);

    internal void SetIds((PciIds Ids, bool IsDisplay)? read) => (AreIdsRead, Ids, IsDisplay) = (true, read?.Ids, read?.IsDisplay);
}
