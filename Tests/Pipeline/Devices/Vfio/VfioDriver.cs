using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Scanout.Pipeline.Devices.Memory;
using Scanout.Pipeline.Devices.Vfio;

namespace Scanout.Tests.Pipeline.Devices.Vfio;

/// <summary>
/// A vGPU driver that answers as recorded of the kernel's own (mdpy's region planes; mbochs's dma-bufs and EDID region, its refusal of
/// structures that are longer than what it has to say among it), with memory files in the place of the device's memory.
/// </summary>
sealed class VfioDriver : IVfioCalls, IDisposable
{
    public const int Einval = 22, Enomem = 12, Enodev = 19, Enoent = 2, Ebusy = 16;
    public const uint Xr24 = 0x34325258;
    public const int EdidAt = 0x2000, EdidBlobAt = 2048;
    const int RegionAt = 0x1000;
    const int DeviceBytes = 0x1000000;
    const int DupCloexec = 1030;

    readonly Dictionary<uint, int> dmabufs = [];

    public VfioDriver(uint types)
    {
        Types = types;
        Device = DeviceFd.CreateMemory("vfio-device", DeviceBytes);
    }

    public static VfioDriver Region() => new(VfioAbi.VFIO_GFX_PLANE_TYPE_REGION) { RegionCount = 9 };

    public static VfioDriver Dmabuf() => new(VfioAbi.VFIO_GFX_PLANE_TYPE_DMABUF) { RegionCount = 10, HasEdid = true };

    /// <summary>Flags of the types of plane that a probe accepts.</summary>
    public uint Types { get; set; }

    public DeviceFd Device { get; }

    public uint RegionCount { get; init; }

    public bool HasEdid { get; init; }

    public GfxPlaneInfo Primary { get; set; }

    public GfxPlaneInfo Cursor { get; set; }

    public uint RegionFlags { get; set; } = 7;

    public long RegionBytes { get; set; } = 0x200000;

    /// <summary>Errnos that the next queries come to, then none.</summary>
    public Queue<int> QueryErrors { get; } = new();

    /// <summary>What a GET of a dma-buf comes to, where it is not 0.</summary>
    public int DmabufError { get; set; }

    public List<uint> DmabufsGiven { get; } = [];

    public static GfxPlaneInfo Plane(uint width, uint height, uint idOrRegion, uint? stride = null, uint? size = null) => new()
    {
        DrmFormat = Xr24, Width = width, Height = height, Stride = stride ?? width * 4, Size = size ?? (stride ?? width * 4) * height,
        XHot = uint.MaxValue, YHot = uint.MaxValue, RegionIndexOrDmabufId = idOrRegion,
    };

    /// <summary>The memory behind a dma-buf's id, from now on.</summary>
    public void AddDmabuf(uint id, ReadOnlySpan<byte> pixels)
    {
        var memory = DeviceFd.CreateMemory("dmabuf", Math.Max(pixels.Length, 1));
        Write(memory, 0, pixels);
        dmabufs[id] = Release(memory);
    }

    /// <summary>A dma-buf that no processor can map.</summary>
    public void AddUnmappableDmabuf(uint id) => dmabufs[id] = Libc.Eventfd(0, 0);

    /// <summary>Writes into the region that region planes lie in.</summary>
    public void PaintRegion(long offset, ReadOnlySpan<byte> pixels) => Write(Device, RegionAt + offset, pixels);

    public uint Register(int at) => BinaryPrimitives.ReadUInt32LittleEndian(ReadDevice(EdidAt + at, 4));

    public void SetRegister(int at, uint value) => Write(Device, EdidAt + at, BitConverter.GetBytes(value));

    public unsafe byte[] ReadDevice(long offset, int count)
    {
        var bytes = new byte[count];
        fixed (byte* start = bytes)
            Assert.Equal(count, Libc.Pread(Device, start, (nuint)count, offset));
        return bytes;
    }

    public int Call(uint request, Span<byte> argument) => request switch
    {
        VfioAbi.VFIO_DEVICE_GET_INFO => GetInfo(argument),
        VfioAbi.VFIO_DEVICE_GET_REGION_INFO => GetRegionInfo(argument),
        VfioAbi.VFIO_DEVICE_QUERY_GFX_PLANE => Query(ref MemoryMarshal.AsRef<GfxPlaneInfo>(argument)),
        VfioAbi.VFIO_DEVICE_GET_GFX_DMABUF => GetDmabuf(BinaryPrimitives.ReadUInt32LittleEndian(argument)),
        _ => -25,
    };

    public void Dispose()
    {
        Device.Dispose();
        foreach (var fd in dmabufs.Values)
            Libc.Close(fd);
    }

    int GetInfo(Span<byte> info)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(info[8..], RegionCount);
        return 0;
    }

    int GetRegionInfo(Span<byte> info)
    {
        var index = BinaryPrimitives.ReadUInt32LittleEndian(info[8..]);
        var isEdid = HasEdid && index == 9;
        if (info.Length != BinaryPrimitives.ReadUInt32LittleEndian(info) || info.Length < 32 || info.Length > (isEdid ? 48 : 32))
            return -Einval;
        if (isEdid)
        {
            Put(info, argsz: 48, flags: 0xB, 0x1000, EdidAt);
            if (info.Length < 48)
                return 0;
            BinaryPrimitives.WriteUInt32LittleEndian(info[12..], 32);
            uint[] capability = [2 | 1 << 16, 0, 1, 1];
            MemoryMarshal.AsBytes<uint>(capability).CopyTo(info[32..]);
        }
        else if (index == 16)
            Put(info, argsz: 32, RegionFlags, RegionBytes, RegionAt);
        else
            Put(info, argsz: 32, 0, 0, 0);
        return 0;
    }

    static void Put(Span<byte> info, uint argsz, uint flags, long size, long offset)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(info, argsz);
        BinaryPrimitives.WriteUInt32LittleEndian(info[4..], flags);
        BinaryPrimitives.WriteInt64LittleEndian(info[16..], size);
        BinaryPrimitives.WriteInt64LittleEndian(info[24..], offset);
    }

    int Query(ref GfxPlaneInfo plane)
    {
        if (plane.ArgSize != 64)
            return -Einval;
        var type = plane.Flags & ~VfioAbi.VFIO_GFX_PLANE_TYPE_PROBE;
        if ((type & Types) == 0)
            return -Einval;
        if ((plane.Flags & VfioAbi.VFIO_GFX_PLANE_TYPE_PROBE) != 0)
            return 0;
        if (QueryErrors.TryDequeue(out var errno))
            return -errno;
        // mdpy answers with its primary plane whatever it is asked for.
        var answer = plane.DrmPlaneType == VfioAbi.DRM_PLANE_TYPE_CURSOR && type == VfioAbi.VFIO_GFX_PLANE_TYPE_DMABUF ? Cursor : Primary;
        (answer.ArgSize, answer.Flags, answer.DrmPlaneType) = (plane.ArgSize, plane.Flags, plane.DrmPlaneType);
        plane = answer;
        return 0;
    }

    int GetDmabuf(uint id)
    {
        if (DmabufError != 0)
            return -DmabufError;
        if (!dmabufs.TryGetValue(id, out var fd))
            return -Enoent;
        DmabufsGiven.Add(id);
        return Libc.Dup(fd, DupCloexec, 0);
    }

    static unsafe void Write(DeviceFd file, long offset, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
            Assert.Equal(bytes.Length, Libc.Pwrite(file, start, (nuint)bytes.Length, offset));
    }

    /// <summary>A bare descriptor of the file, which is not counted as the product's.</summary>
    static int Release(DeviceFd memory)
    {
        var fd = Libc.Dup((int)memory.DangerousGetHandle(), DupCloexec, 0);
        memory.Dispose();
        return fd;
    }

    static class Libc
    {
        public static int Close(int fd) => Scanout.Pipeline.Devices.Memory.Libc.Close(fd);

        public static unsafe nint Pread(DeviceFd fd, void* to, nuint count, long offset) => Scanout.Pipeline.Devices.Memory.Libc.Pread(fd, to, count, offset);

        public static unsafe nint Pwrite(DeviceFd fd, void* from, nuint count, long offset) => Scanout.Pipeline.Devices.Memory.Libc.Pwrite(fd, from, count, offset);

        [DllImport("libc", EntryPoint = "fcntl")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Dup(int fd, int command, int argument);

        [DllImport("libc", EntryPoint = "eventfd")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Eventfd(uint start, int flags);
    }
}
