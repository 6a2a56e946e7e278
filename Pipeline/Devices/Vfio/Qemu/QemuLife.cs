using System.Globalization;
using System.Runtime.InteropServices;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>
/// Ends with the QEMU that a device was taken from, and when that closes the device, as it does when it is unplugged from its VM. Costs two
/// system calls.
/// </summary>
/// <param name="process">Taken over.</param>
/// <param name="pid">Its number.</param>
/// <param name="found">The descriptor in it.</param>
/// <param name="device">The duplicate of it; the handle's.</param>
/// <param name="proc">procfs, for where the kernel does not compare descriptors.</param>
sealed class QemuLife(PidFd process, int pid, QemuFd found, DeviceFd device, string proc) : IDeviceLife
{
    readonly int ownPid = Environment.ProcessId;
    readonly byte[] links = ProcLink.Directory(string.Create(CultureInfo.InvariantCulture, $"{proc}/{pid}/fd"));
    string? reason;

    public string? EndReason => reason ??= Ended() ? $"QEMU {pid} has ended" : Closed() ? $"QEMU {pid} has closed the device" : null;

    public void Dispose() => process.Dispose();

    bool Ended() => process.HasEnded;

    bool Closed()
    {
        var comparison = Libc.Kcmp(ownPid, pid, Libc.KCMP_FILE, device, found.Number);
        if (comparison >= 0)
            return comparison > 0;
        return Marshal.GetLastPInvokeError() is Libc.EBADF or Libc.ESRCH || IsAnotherLink();
    }

    bool IsAnotherLink()
    {
        Span<byte> buffer = stackalloc byte[ProcLink.MaxBytes];
        var link = ProcLink.Read(links, found.Number, buffer, out var errno);
        return errno == Libc.ENOENT || errno == 0 && !System.Text.Ascii.Equals(link, found.Link);
    }
}
