using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>Why a node of <c>/dev</c> can't be opened, as a sentence with its remedy.</summary>
static class NodeRefusal
{
    /// <summary>Throws where a device is on its way out: to open it once more would keep who removes it waiting once more.</summary>
    internal static void ThrowIfEnded(Func<IDeviceLife> createLife)
    {
        using var life = createLife();
        if (life.EndReason is { } reason)
            throw new DeviceException(reason);
    }

    /// <summary>Why the device itself does not open, after its nodes did.</summary>
    internal static DeviceException OfDevice(int errno, string what) => errno switch
    {
        // Intel's driver (i915/gvt/kvmgt.c) wants a VM to be there.
        Libc.ESRCH => new($"{what} can only be had while a VM has it: set scanout.discovery.qemu = on to watch it there"),
        Libc.ENODEV => new($"{what} is being removed, or its driver has lost it"),
        _ => SystemError.Exception($"{what} can't be opened", errno),
    };

    internal static DeviceException Of(int errno, string path, string what, string remedy, DeviceHolder holder) => errno switch
    {
        Libc.EBUSY => new($"{what} is in use by {holder.Find(path)}"),
        // A control group's rules refuse with EPERM, the node's mode with EACCES.
        Libc.EPERM => new($"there is no permission to open {path}: let the unit or container have it (DeviceAllow={path} rw)"),
        Libc.EACCES => new(
            $"there is no permission to open {path}: run the service as root, or give its user the node "
            + "(udev: SUBSYSTEM==\"vfio\", OWNER=\"scanout\")"),
        Libc.ENOENT or Libc.ENODEV or Libc.ENXIO => new($"{what} is not there ({path}): {remedy}"),
        _ => SystemError.Exception($"{path} can't be opened", errno),
    };
}
