namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>
/// Numbers of the kernel's VFIO interface, under its own names (<c>linux/vfio.h</c>, <c>linux/dma-buf.h</c>); the same on x86-64 and arm64.
/// </summary>
static class VfioAbi
{
    // ioctls of a container
    internal const uint VFIO_GET_API_VERSION = 0x3B64;
    internal const uint VFIO_CHECK_EXTENSION = 0x3B65;
    internal const uint VFIO_SET_IOMMU = 0x3B66;
    internal const int VFIO_TYPE1v2_IOMMU = 3;

    // ioctls of a group
    internal const uint VFIO_GROUP_GET_STATUS = 0x3B67;
    internal const uint VFIO_GROUP_SET_CONTAINER = 0x3B68;
    internal const uint VFIO_GROUP_GET_DEVICE_FD = 0x3B6A;
    internal const uint VFIO_GROUP_FLAGS_VIABLE = 1;

    // ioctls of a device: _IO(';', 100 + n)
    internal const uint VFIO_DEVICE_GET_INFO = 0x3B6B;
    internal const uint VFIO_DEVICE_GET_REGION_INFO = 0x3B6C;
    internal const uint VFIO_DEVICE_QUERY_GFX_PLANE = 0x3B72;
    internal const uint VFIO_DEVICE_GET_GFX_DMABUF = 0x3B73;
    internal const uint VFIO_DEVICE_BIND_IOMMUFD = 0x3B76;

    // struct vfio_device_gfx_plane_info, flags
    internal const uint VFIO_GFX_PLANE_TYPE_PROBE = 1;
    internal const uint VFIO_GFX_PLANE_TYPE_DMABUF = 2;
    internal const uint VFIO_GFX_PLANE_TYPE_REGION = 4;

    // enum drm_plane_type
    internal const uint DRM_PLANE_TYPE_PRIMARY = 1;
    internal const uint DRM_PLANE_TYPE_CURSOR = 2;

    // struct vfio_region_info, flags
    internal const uint VFIO_REGION_INFO_FLAG_MMAP = 4;
    internal const uint VFIO_REGION_INFO_FLAG_CAPS = 8;

    // struct vfio_region_info_cap_type
    internal const ushort VFIO_REGION_INFO_CAP_TYPE = 2;
    internal const uint VFIO_REGION_TYPE_GFX = 1;
    internal const uint VFIO_REGION_SUBTYPE_GFX_EDID = 1;

    // struct vfio_region_gfx_edid, link_state
    internal const uint VFIO_DEVICE_GFX_LINK_STATE_UP = 1;
    internal const uint VFIO_DEVICE_GFX_LINK_STATE_DOWN = 2;

    // _IOW('b', 0, struct dma_buf_sync)
    internal const uint DMA_BUF_IOCTL_SYNC = 0x4008_6200;
    internal const ulong DMA_BUF_SYNC_READ = 1;
    internal const ulong DMA_BUF_SYNC_START = 0;
    internal const ulong DMA_BUF_SYNC_END = 4;
}
