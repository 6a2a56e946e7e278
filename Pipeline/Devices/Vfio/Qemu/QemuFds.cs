using System.Globalization;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>
/// What one QEMU has open of VFIO, looked at again and again. A new descriptor is asked what it is at once, and one of VFIO each time; one
/// that was seen to be something else only every <see cref="WholeEvery"/> looks, in case it was closed and its number given to another
/// between two of them. Allocates only when something changed.
/// </summary>
sealed class QemuFds(string proc, int pid, long startTicks)
{
    internal const int WholeEvery = 8;

    readonly string directory = string.Create(CultureInfo.InvariantCulture, $"{proc}/{pid}/fd");
    readonly byte[] links = ProcLink.Directory(string.Create(CultureInfo.InvariantCulture, $"{proc}/{pid}/fd"));
    readonly List<int> numbers = [];
    readonly List<QemuFd> devices = [];
    readonly List<string> groups = [];
    List<int> others = [];
    List<int> othersBefore = [];
    int looks;

    /// <summary>The process as of the last look, or null where it had no VFIO device or could not be looked into.</summary>
    internal QemuProcess? Process { get; private set; }

    /// <summary>Why it could not be looked into; null where it could, or is gone.</summary>
    internal QemuFinding? Finding { get; private set; }

    internal void Look()
    {
        devices.Clear();
        groups.Clear();
        numbers.Clear();
        (others, othersBefore) = (othersBefore, others);
        others.Clear();
        // Not those of all QEMUs at the same time.
        var isWhole = (looks++ + pid) % WholeEvery == 0;
        var errno = ProcNumbers.List(directory, numbers);
        numbers.Sort();
        Span<byte> buffer = stackalloc byte[ProcLink.MaxBytes];
        foreach (var number in numbers)
        {
            if (!isWhole && othersBefore.BinarySearch(number) >= 0)
            {
                others.Add(number);
                continue;
            }
            var link = ProcLink.Read(links, number, buffer, out var refused);
            if (refused is Libc.EACCES or Libc.EPERM)
                errno = refused;
            else if (QemuFd.IsDevice(link))
                devices.Add(Known(number, link));
            else if (QemuFd.GroupOf(link) is not { } group)
                others.Add(number);
            else if (!groups.Contains(group))
                groups.Add(group);
        }
        Tell(errno);
    }

    void Tell(int errno)
    {
        if (errno is Libc.EACCES or Libc.EPERM)
            Finding ??= new(
                pid, CommandLine().GuestName,
                $"what QEMU {pid} has open can't be seen: CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH are needed for the VMs of other users");
        else
            Finding = null;
        if (devices.Count == 0)
            Process = null;
        else if (Process is null || !Process.Devices.SequenceEqual(devices) || !Process.Groups.SequenceEqual(groups))
            Process = new(pid, startTicks, CommandLine(), [.. devices], [.. groups]);
    }

    QemuFd Known(int number, ReadOnlySpan<byte> link)
    {
        if (Process is not null)
            foreach (var known in Process.Devices)
                if (known.Number == number && System.Text.Ascii.Equals(link, known.Link))
                    return known;
        return new(number, System.Text.Encoding.UTF8.GetString(link));
    }

    QemuCommandLine CommandLine() =>
        QemuProgram.ReadArguments(proc, pid) is { Length: > 0 } arguments
            ? QemuCommandLine.Parse(arguments)
            : Process?.CommandLine ?? QemuCommandLine.Empty;
}
