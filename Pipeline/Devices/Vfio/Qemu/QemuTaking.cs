using System.Runtime.InteropServices;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>
/// Takes a duplicate of a QEMU's descriptor, which the VM does not notice, and makes sure that it is what was found: the process may have
/// ended and its number be another's, the descriptor may have been closed and be another file.
/// </summary>
static class QemuTaking
{
    /// <returns>The duplicate; the caller owns it, and the process too.</returns>
    /// <exception cref="DeviceException">It is gone, or may not be had; the message says what helps.</exception>
    internal static DeviceFd Take(HostRoots roots, int pid, long startTicks, QemuFd found, out PidFd process)
    {
        var held = OpenProcess(roots, pid, startTicks);
        var taken = held.Take(found.Number);
        var errno = taken.IsInvalid ? Marshal.GetLastPInvokeError() : 0;
        if (Fault(roots, pid, found, taken, errno) is { } fault)
        {
            taken.Dispose();
            held.Dispose();
            throw new DeviceException(fault);
        }
        process = held;
        return taken;
    }

    static PidFd OpenProcess(HostRoots roots, int pid, long startTicks)
    {
        var process = PidFd.Open(pid);
        if (ProcStat.Read(roots.Proc, pid)?.StartTicks == startTicks)
            return process;
        process.Dispose();
        throw new DeviceException($"QEMU {pid} has ended");
    }

    static string? Fault(HostRoots roots, int pid, QemuFd found, DeviceFd taken, int errno) => errno switch
    {
        0 => IsAsFound(pid, found, taken) ? null : $"QEMU {pid} has closed the device",
        Libc.EBADF => $"QEMU {pid} has closed the device",
        Libc.ESRCH => $"QEMU {pid} has ended",
        Libc.ENOSYS => "descriptors can't be taken from other processes: that needs Linux 5.6",
        Libc.EPERM or Libc.EACCES => $"the device can't be taken from QEMU {pid}: {PtraceRule.Read(roots.Proc).Remedy}",
        _ => $"the device can't be taken from QEMU {pid}: {SystemError.Text(errno)}",
    };

    static bool IsAsFound(int pid, QemuFd found, DeviceFd taken)
    {
        // A path may be anything in a mount namespace of the process's own; a device node can't be made there.
        if (found.Cdev is not null && !(FileIdentity.TryStat(taken, out var stat) && (stat.Mode & Libc.S_IFMT) == Libc.S_IFCHR))
            return false;
        Span<byte> buffer = stackalloc byte[ProcLink.MaxBytes];
        var link = ProcLink.Read("/proc/self/fd/"u8, (int)taken.DangerousGetHandle(), buffer, out _);
        return System.Text.Ascii.Equals(link, found.Link)
            && !IsOther(Libc.Kcmp(Environment.ProcessId, pid, Libc.KCMP_FILE, taken, found.Number));
    }

    /// <summary>Where the comparison is not allowed, or the kernel has none, the link's text must do.</summary>
    static bool IsOther(int comparison) => comparison > 0 || comparison < 0 && Marshal.GetLastPInvokeError() == Libc.EBADF;
}
