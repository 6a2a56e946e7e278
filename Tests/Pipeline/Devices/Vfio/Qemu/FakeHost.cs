using System.Text;
using Scanout.Pipeline.Devices.Vfio;
using Scanout.Pipeline.Devices.Vfio.Qemu;
using Scanout.Tests.Pipeline.Devices.Memory;

namespace Scanout.Tests.Pipeline.Devices.Vfio.Qemu;

/// <summary>A host's procfs and sysfs as far as the search for QEMUs reads them, with files and links of the same texts.</summary>
sealed class FakeHost : IDisposable
{
    public const string GroupDevice = QemuFd.GroupDeviceLink;

    readonly ScratchDirectory scratch = new();
    readonly Dictionary<string, VfioDeviceEntry> entries = new(StringComparer.Ordinal);

    public FakeHost()
    {
        Roots = HostRoots.Under(scratch.Path);
        Directory.CreateDirectory(Roots.Proc);
        Directory.CreateDirectory(Roots.Sys);
        Write("proc/uptime", "100000.00 1.00\n");
    }

    public HostRoots Roots { get; }

    public DeviceLookups Lookups => new(
        group => [.. entries.Values.Where(entry => entry.IommuGroup == group).OrderBy(entry => entry.Address)],
        cdev => entries.Values.FirstOrDefault(entry => entry.Cdev == cdev),
        address => entries.GetValueOrDefault(address));

    public void Dispose() => scratch.Dispose();

    /// <summary>A process that began long ago, if not told otherwise; the first argument is its program.</summary>
    public void Process(int pid, string command, string[] arguments, long startTicks = 1000)
    {
        Write($"proc/{pid}/stat", $"{pid} ({command}) S 1 1 1 0 -1 4194560 1 0 0 0 1 2 0 0 20 0 4 0 {startTicks} 1 2 3\n");
        Write($"proc/{pid}/cmdline", string.Concat(arguments.Select(argument => argument + '\0')));
        if (arguments.Length > 0)
            Link($"proc/{pid}/exe", arguments[0]);
        Directory.CreateDirectory(Path($"proc/{pid}/fd"));
    }

    public void Qemu(int pid, params string[] arguments) => Process(pid, "qemu-system-x86", ["/usr/bin/qemu-system-x86_64", .. arguments]);

    public void Fd(int pid, int number, string link, string? info = null)
    {
        Link($"proc/{pid}/fd/{number}", link);
        if (info is not null)
            Write($"proc/{pid}/fdinfo/{number}", info);
    }

    public void CloseFd(int pid, int number) => File.Delete(Path($"proc/{pid}/fd/{number}"));

    public void End(int pid) => Directory.Delete(Path($"proc/{pid}"), recursive: true);

    public VfioDeviceEntry Mdev(string address, string? group, string? cdev = null)
    {
        Directory.CreateDirectory(Path($"sys/bus/mdev/devices/{address}"));
        return entries[address] = new(VfioDeviceKind.Mdev, address, Path($"sys/bus/mdev/devices/{address}"), group, cdev);
    }

    public VfioDeviceEntry Function(string address, string? group, string ids, string? cdev = null)
    {
        Pci(address, group, ids, "nvidia-vgpu-vfio");
        return entries[address] = new(VfioDeviceKind.VirtualFunction, address, Path($"sys/bus/pci/devices/{address}"), group, cdev);
    }

    /// <summary>A PCI device that has no display.</summary>
    public void Pci(string address, string? group, string ids, string driver)
    {
        Write($"sys/bus/pci/devices/{address}/vendor", $"0x{ids[..4]}\n");
        Write($"sys/bus/pci/devices/{address}/device", $"0x{ids[5..]}\n");
        Link($"sys/bus/pci/devices/{address}/driver", $"../../../../bus/pci/drivers/{driver}");
        if (group is not null)
            Link($"sys/kernel/iommu_groups/{group}/devices/{address}", $"../../../../devices/{address}");
    }

    /// <summary>The device's link on its bus vanishes, as it does as soon as it is being removed.</summary>
    public static void RemoveDevice(VfioDeviceEntry entry) => Directory.Delete(entry.SysfsPath, recursive: true);

    public string Path(string name) => scratch.File(name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllBytes(Path(name), Encoding.UTF8.GetBytes(text));
    }

    void Link(string name, string target)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.Delete(Path(name));
        File.CreateSymbolicLink(Path(name), target);
    }
}
