namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>A running QEMU that has VFIO devices. A fact of one moment; as long as nothing changes it is the same object.</summary>
/// <param name="Pid">Its number.</param>
/// <param name="StartTicks">When it began; see <see cref="ProcStat.StartTicks"/>.</param>
/// <param name="CommandLine">What it was started with.</param>
/// <param name="Devices">Its descriptors of VFIO devices, by number.</param>
/// <param name="Groups">The numbers of the VFIO groups that it has open.</param>
public sealed record QemuProcess(
    int Pid, long StartTicks, QemuCommandLine CommandLine, IReadOnlyList<QemuFd> Devices, IReadOnlyList<string> Groups);
