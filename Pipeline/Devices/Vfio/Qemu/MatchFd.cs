namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>A descriptor of which it is not known which device it is.</summary>
/// <param name="Number">In its process.</param>
/// <param name="Ids">Read from its configuration space, or null.</param>
readonly record struct MatchFd(int Number, PciIds? Ids);

/// <summary>A device of one of the process's groups.</summary>
/// <param name="Address">As <see cref="VfioDeviceEntry.Address"/>.</param>
/// <param name="Ids">As sysfs tells them, or null: of a mediated device it tells its parent's vendor at most.</param>
readonly record struct MatchCandidate(string Address, PciIds? Ids);
