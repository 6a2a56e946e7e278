namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>A QEMU that can't be looked into.</summary>
/// <param name="Pid">Its number.</param>
/// <param name="GuestName">Its VM's name, where it is known.</param>
/// <param name="Reason">One sentence, with the remedy.</param>
public sealed record QemuFinding(int Pid, string? GuestName, string Reason);
