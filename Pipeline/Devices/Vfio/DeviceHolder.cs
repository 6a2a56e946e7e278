using System.Globalization;
using Scanout.Pipeline.Devices.Vfio.Qemu;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>
/// Finds who has a node of <c>/dev/vfio</c> open, as far as that may be seen. Who was found is asked first the next time: a search of all
/// processes costs.
/// </summary>
sealed class DeviceHolder(HostRoots roots)
{
    const string Unknown = "another program";

    string? lastLink;
    string last = Unknown;

    /// <summary>Who it is, for people.</summary>
    /// <param name="paths">Of the nodes, any of which it may have.</param>
    internal string Find(params string[] paths)
    {
        // Links say where a node is on the host, whatever root it is seen below.
        var nodes = paths.Select(path => "/" + Path.Combine("dev", Path.GetRelativePath(roots.Dev, path))).ToList();
        if (lastLink is not null && IsOneOf(nodes, lastLink))
            return last;
        (lastLink, last) = (null, Unknown);
        var (pids, fds) = (new List<int>(), new List<int>());
        ProcNumbers.List(roots.Proc, pids);
        foreach (var pid in pids)
        {
            fds.Clear();
            var directory = string.Create(CultureInfo.InvariantCulture, $"{roots.Proc}/{pid}/fd");
            ProcNumbers.List(directory, fds);
            var links = fds.Select(fd => string.Create(CultureInfo.InvariantCulture, $"{directory}/{fd}"));
            if (links.FirstOrDefault(link => IsOneOf(nodes, link)) is { } found)
            {
                (lastLink, last) = (found, Describe(pid));
                return last;
            }
        }
        return last;
    }

    static bool IsOneOf(List<string> nodes, string link) => ProcLink.Read(link) is { } node && nodes.Contains(node);

    string Describe(int pid)
    {
        if (pid == Environment.ProcessId)
            return "this service itself, for another device of the same IOMMU group";
        // A program calls itself whatever it likes, and this goes into logs and pages.
        var comm = Sysfs.Text(string.Create(CultureInfo.InvariantCulture, $"{roots.Proc}/{pid}/comm")) ?? "";
        var command = string.Concat(comm.Where(letter => !char.IsControl(letter)));
        return QemuProgram.Is(roots.Proc, pid, command) == true
            ? $"a VM (QEMU {pid}); set scanout.discovery.qemu = on to watch it there"
            : $"{command} ({pid})";
    }
}
