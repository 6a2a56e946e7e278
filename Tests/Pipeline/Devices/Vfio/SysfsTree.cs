using System.Globalization;
using Scanout.Pipeline.Devices.Vfio;
using Scanout.Tests.Pipeline.Devices.Memory;

namespace Scanout.Tests.Pipeline.Devices.Vfio;

/// <summary>A host's file trees as a kernel shows them: the buses are directories of links to where the devices are.</summary>
sealed class SysfsTree : IDisposable
{
    public const string Uuid = "11111111-2222-3333-4444-555555555555";
    public const string OtherUuid = "99999999-8888-7777-6666-555555555555";
    public const string Function = "0000:65:00.4";

    const string Parent = "devices/pci0000:00/0000:00:02.0";

    readonly ScratchDirectory scratch = new();

    public HostRoots Roots => HostRoots.Under(scratch.Path);

    public void Dispose() => scratch.Dispose();

    public string MdevPath(string name) => Path.Combine(Roots.Sys, "bus/mdev/devices", name);

    public string FunctionPath(string address) => Path.Combine(Roots.Sys, "bus/pci/devices", address);

    /// <summary>A mediated device: its directory is below its parent's.</summary>
    public void AddMdev(string name, string? group = "12", string? cdev = null, string? driver = "vfio_mdev")
    {
        var directory = MakeDirectory($"sys/{Parent}/{name}");
        File.WriteAllText(Path.Combine(directory, "remove"), "");
        Describe(directory, group, cdev, driver is null ? null : $"sys/bus/mdev/drivers/{driver}");
        LinkMdev(name);
    }

    /// <summary>The link of a device whose directory is there.</summary>
    public void LinkMdev(string name) => Link(MdevPath(name), Path.Combine(scratch.Path, $"sys/{Parent}/{name}"));

    /// <summary>A function of a PCI device; virtual where it has a physical one.</summary>
    public void AddFunction(
        string address, string? physical = "0000:65:00.0", string classCode = "0x030000", string? group = "40", string? cdev = "vfio7",
        string? driver = "vfio-pci")
    {
        var directory = MakeDirectory($"sys/devices/pci0000:64/{address}");
        File.WriteAllText(Path.Combine(directory, "class"), classCode + "\n");
        if (physical is not null)
            Link(Path.Combine(directory, "physfn"), MakeDirectory($"sys/devices/pci0000:64/{physical}"));
        Describe(directory, group, cdev, driver is null ? null : $"sys/bus/pci/drivers/{driver}");
        Link(FunctionPath(address), directory);
    }

    /// <summary>What is gone at once when somebody removes a mediated device; its directory stays as long as it is held.</summary>
    public void UnlinkMdev(string name) => File.Delete(MdevPath(name));

    public void RemoveMdev(string name)
    {
        UnlinkMdev(name);
        Directory.Delete(Path.Combine(scratch.Path, $"sys/{Parent}/{name}"), recursive: true);
    }

    public void UnbindFunction(string address) => File.Delete(Path.Combine(FunctionPath(address), "driver"));

    public void AddNode(string name)
    {
        var path = Path.Combine(Roots.Dev, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
    }

    /// <summary>A process that has nodes open.</summary>
    public void AddProcess(int pid, string command, params string[] opened)
    {
        var directory = MakeDirectory(string.Create(CultureInfo.InvariantCulture, $"proc/{pid}/fd"));
        File.WriteAllText(Path.Combine(directory, "../comm"), command + "\n");
        File.WriteAllText(Path.Combine(directory, "../cmdline"), command + "\0");
        for (var fd = 0; fd < opened.Length; fd++)
            File.CreateSymbolicLink(Path.Combine(directory, fd.ToString(CultureInfo.InvariantCulture)), opened[fd]);
    }

    public void RemoveProcess(int pid) =>
        Directory.Delete(Path.Combine(Roots.Proc, pid.ToString(CultureInfo.InvariantCulture)), recursive: true);

    public string MakeDirectory(string path) => Directory.CreateDirectory(Path.Combine(scratch.Path, path)).FullName;

    public static void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Directory.CreateSymbolicLink(path, Path.GetRelativePath(Path.GetDirectoryName(path)!, target));
    }

    void Describe(string directory, string? group, string? cdev, string? driver)
    {
        if (group is not null)
            Link(Path.Combine(directory, "iommu_group"), MakeDirectory($"sys/kernel/iommu_groups/{group}"));
        if (cdev is not null)
            Directory.CreateDirectory(Path.Combine(directory, "vfio-dev", cdev));
        if (driver is not null)
            Link(Path.Combine(directory, "driver"), MakeDirectory(driver));
    }
}
