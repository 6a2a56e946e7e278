using System.Buffers.Binary;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>
/// Opens a device by its own character device and iommufd (<c>Documentation/driver-api/vfio.rst</c>, «VFIO Device cdev»), as newer
/// kernels have it. It can be opened twice, but bound once, and answers nothing before.
/// </summary>
sealed class CdevOpening(HostRoots roots, VfioDeviceEntry entry, Func<IDeviceLife> createLife, IVfioNodes? nodes = null) : IVfioOpening
{
    /// <summary><c>struct vfio_device_bind_iommufd</c>: argsz, flags, iommufd, out_devid.</summary>
    const int BindBytes = 16, IommufdAt = 8;

    readonly IVfioNodes nodes = nodes ?? VfioNodes.Kernel;
    readonly DeviceHolder holder = new(roots);

    public string Description => entry.Description;

    public string? Driver => entry.Driver;

    public Guid Id => entry.Id;

    public bool IsExclusive => true;

    public bool IsEdidForeign => false;

    public VfioHandle Open()
    {
        NodeRefusal.ThrowIfEnded(createLife);
        var path = Path.Combine(roots.Dev, "vfio/devices", entry.Cdev!);
        var iommufd = OpenNode(Path.Combine(roots.Dev, "iommu"), "iommufd", "modprobe iommufd");
        DeviceFd? device = null;
        try
        {
            device = OpenNode(path, Description, "see that a VFIO driver has the device");
            Span<byte> bind = stackalloc byte[BindBytes];
            bind.Clear();
            BinaryPrimitives.WriteInt32LittleEndian(bind, BindBytes);
            BinaryPrimitives.WriteInt32LittleEndian(bind[IommufdAt..], (int)iommufd.DangerousGetHandle());
            var result = nodes.Call(device, VfioAbi.VFIO_DEVICE_BIND_IOMMUFD, bind);
            // A device that another program has bound is an invalid argument here; one that it has by its group is busy.
            if (-result is Libc.EINVAL or Libc.EBUSY)
                throw new DeviceException($"{Description} is in use by {holder.Find([path, .. GroupPaths])}");
            if (result < 0)
                throw NodeRefusal.OfDevice(-result, Description);
            return new(device, createLife(), iommufd);
        }
        catch (DeviceException)
        {
            device?.Dispose();
            iommufd.Dispose();
            throw;
        }
    }

    IEnumerable<string> GroupPaths => entry.IommuGroup is { } group ? [Path.Combine(roots.Dev, "vfio", group)] : [];

    DeviceFd OpenNode(string path, string what, string remedy)
    {
        var fd = nodes.Open(path);
        return fd >= 0 ? new DeviceFd(fd) : throw NodeRefusal.Of(-fd, path, what, remedy, holder);
    }
}
