using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>
/// Ends when a device vanishes from its bus, or its driver lets it go. Nothing else tells of a removal on every kernel: it waits until all
/// have let go of the device, and meanwhile a descriptor goes on answering. Costs two system calls.
/// </summary>
/// <param name="entry">The device.</param>
/// <param name="plugged">Which plugging of it: see <see cref="IdentityOf"/>.</param>
sealed class SysfsLife(VfioDeviceEntry entry, FileIdentity? plugged) : IDeviceLife
{
    readonly string driver = Path.Combine(entry.SysfsPath, "driver");
    string? reason;

    public string? EndReason => reason ??= IsThere ? null : $"{entry.Description} is being removed";

    /// <summary>What tells a device from another that has its address later; null where there is none.</summary>
    internal static FileIdentity? IdentityOf(VfioDeviceEntry entry) => FileIdentity.OfAny(entry.SysfsPath);

    public void Dispose()
    {
    }

    bool IsThere => plugged is not null && IdentityOf(entry) == plugged && FileIdentity.OfAny(driver) is not null;
}
