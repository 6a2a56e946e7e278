using System.Buffers.Binary;
using System.Text;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>
/// Opens a device by its IOMMU group and a container (<c>Documentation/driver-api/vfio.rst</c>), as kernels of every version have it. A
/// group is open in one program at a time.
/// </summary>
sealed class GroupOpening(HostRoots roots, VfioDeviceEntry entry, Func<IDeviceLife> createLife, IVfioNodes? nodes = null) : IVfioOpening
{
    readonly IVfioNodes nodes = nodes ?? VfioNodes.Kernel;
    readonly DeviceHolder holder = new(roots);

    public string Description => entry.Description;

    public string? Driver => entry.Driver;

    public Guid Id => entry.Id;

    public bool IsExclusive => true;

    public bool IsEdidForeign => false;

    public VfioHandle Open()
    {
        if (entry.IommuGroup is not { } number)
            throw new DeviceException(
                $"{Description} has no IOMMU group: switch the IOMMU on (intel_iommu=on, or amd_iommu=on) and use a VFIO driver");
        NodeRefusal.ThrowIfEnded(createLife);
        var container = OpenNode(Path.Combine(roots.Dev, "vfio/vfio"), "the VFIO container", "modprobe vfio");
        DeviceFd? group = null;
        try
        {
            CheckContainer(container);
            group = OpenNode(
                Path.Combine(roots.Dev, "vfio", number), $"the IOMMU group of {Description}",
                File.Exists(Path.Combine(roots.Dev, $"vfio/noiommu-{number}"))
                    ? "it has no IOMMU behind it (noiommu), and such are not opened; switch the IOMMU on"
                    : "load the vGPU's VFIO driver (on older kernels also modprobe vfio_mdev), and see that it has all of the group");
            return OpenDevice(container, group, number);
        }
        catch (DeviceException)
        {
            group?.Dispose();
            container.Dispose();
            throw;
        }
    }

    VfioHandle OpenDevice(DeviceFd container, DeviceFd group, string number)
    {
        Span<byte> status = stackalloc byte[8];
        status.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(status, status.Length);
        Require(nodes.Call(group, VfioAbi.VFIO_GROUP_GET_STATUS, status), $"the IOMMU group {number} does not tell its state");
        if ((BinaryPrimitives.ReadUInt32LittleEndian(status[4..]) & VfioAbi.VFIO_GROUP_FLAGS_VIABLE) == 0)
            throw new DeviceException(
                $"the IOMMU group {number} of {Description} is not viable: another of its devices has a driver that is none of VFIO's; "
                + "bind them all to vfio-pci");
        Span<byte> fd = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(fd, (int)container.DangerousGetHandle());
        Require(nodes.Call(group, VfioAbi.VFIO_GROUP_SET_CONTAINER, fd), $"the IOMMU group {number} takes no container");
        var set = nodes.Call(container, VfioAbi.VFIO_SET_IOMMU, VfioAbi.VFIO_TYPE1v2_IOMMU);
        if (set == -Libc.EPERM)
            throw new DeviceException(
                "the VFIO container takes no IOMMU, since this host's does not remap interrupts: "
                + "modprobe vfio_iommu_type1 allow_unsafe_interrupts=1");
        Require(set, "the VFIO container takes no IOMMU");
        var device = nodes.Call(group, VfioAbi.VFIO_GROUP_GET_DEVICE_FD, Encoding.ASCII.GetBytes(entry.Address + '\0'));
        if (device < 0)
            throw NodeRefusal.OfDevice(-device, Description);
        return new(DeviceFd.OnExecClosed(device), createLife(), group, container);
    }

    void CheckContainer(DeviceFd container)
    {
        var version = nodes.Call(container, VfioAbi.VFIO_GET_API_VERSION, 0);
        Require(version, "the VFIO container does not tell its version");
        if (version != 0)
            throw new DeviceException($"the VFIO container has version {version} of the interface, and 0 is the one that is known");
        if (nodes.Call(container, VfioAbi.VFIO_CHECK_EXTENSION, VfioAbi.VFIO_TYPE1v2_IOMMU) <= 0)
            throw new DeviceException("the VFIO container has no IOMMU of type 1: modprobe vfio_iommu_type1");
    }

    DeviceFd OpenNode(string path, string what, string remedy)
    {
        var fd = nodes.Open(path);
        return fd >= 0 ? new DeviceFd(fd) : throw NodeRefusal.Of(-fd, path, what, remedy, holder);
    }

    static void Require(int result, string sentence)
    {
        if (result < 0)
            throw SystemError.Exception(sentence, -result);
    }
}
