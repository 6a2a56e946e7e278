namespace Scanout.Pipeline.Devices.Vfio.Doctor;

/// <summary>Whether the kernel has what vGPUs are reached by: VFIO, its container or iommufd, mediated devices. Reads; changes nothing.</summary>
static class KernelExamination
{
    const string Subject = "kernel";

    internal static IEnumerable<Finding> Examine(HostRoots roots)
    {
        if (!HasModule(roots, "vfio") && !Directory.Exists(Path.Combine(roots.Dev, "vfio")))
        {
            yield return new(
                Severity.Obstacle, Subject, "VFIO is not there, neither as a module that is loaded nor built in",
                "modprobe vfio-pci, or load the vendor's vGPU driver, which brings it; where modprobe does not find it, the kernel was built without CONFIG_VFIO");
            yield break;
        }
        var hasContainer = File.Exists(Path.Combine(roots.Dev, "vfio/vfio"));
        var hasIommufd = File.Exists(Path.Combine(roots.Dev, "iommu"));
        if (!hasContainer && !hasIommufd)
            yield return new(
                Severity.Obstacle, Subject, $"neither {roots.Dev}/vfio/vfio nor {roots.Dev}/iommu is there: no VFIO device can be opened",
                "modprobe vfio; in a container, pass /dev/vfio in");
        else if (!hasIommufd && !HasModule(roots, "vfio_iommu_type1"))
            yield return new(
                Severity.Obstacle, Subject, "the module vfio_iommu_type1 is missing: no VFIO container can be set up", "modprobe vfio_iommu_type1");
        else
            yield return new(Severity.Good, Subject, $"VFIO is there, by {(hasContainer ? "groups and containers" : "character devices and iommufd")}");

        var parents = Sysfs.Names(Path.Combine(roots.Sys, "class/mdev_bus"));
        if (!Directory.Exists(Path.Combine(roots.Sys, "bus/mdev")))
            yield return new(
                Severity.Note, Subject, "mediated devices are not there: only virtual functions can be vGPUs on this host",
                "for mdev vGPUs: modprobe mdev and the vendor's vGPU driver");
        else if (parents.Count > 0 && Sysfs.Names(Path.Combine(roots.Sys, "bus/mdev/devices")).Count == 0)
            yield return new(
                Severity.Note, Subject, $"{string.Join(", ", parents)} could have mediated devices, and none was made",
                "make one with mdevctl or the vendor's tool; Scanout itself makes none");
    }

    /// <summary>Loaded or built in: sysfs shows both where the module has parameters, as these have.</summary>
    static bool HasModule(HostRoots roots, string name) => Directory.Exists(Path.Combine(roots.Sys, "module", name));
}
