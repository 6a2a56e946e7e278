using System.Buffers.Binary;
using System.Text;

namespace Scanout.Lab.Devices;

/// <summary>
/// A sample device, opened through its group as a VMM opens it, and painted as its guest would paint it. Facts of the kernel's
/// <c>samples/vfio-mdev</c>: mdpy shows one size from its region; mbochs has the registers of Bochs' display in BAR 2 and video memory in BAR 0.
/// </summary>
sealed unsafe class HeldDevice : IDisposable
{
    const uint Bar0 = 0, Bar2 = 2, MdpyRegion = 16, EdidRegion = 9;
    const int ModeRegisters = 0x500;

    readonly int container, group;
    readonly bool isOwner = true;
    nint memory;
    long memoryBytes;

    /// <summary>Opens the device. Others who try find it busy.</summary>
    public HeldDevice(string uuid)
    {
        IsMdpy = File.ReadAllText($"/sys/bus/mdev/devices/{uuid}/mdev_type/name").Contains("MDPY", StringComparison.OrdinalIgnoreCase)
            || new FileInfo($"/sys/bus/mdev/devices/{uuid}/mdev_type").LinkTarget!.Contains("mdpy", StringComparison.Ordinal);
        container = LabCalls.Open("/dev/vfio/vfio");
        group = -1;
        try
        {
            group = LabCalls.Open($"/dev/vfio/{MdevHost.GroupOf(uuid)}");
            var fd = container;
            LabCalls.Ioctl(group, 0x3B68, &fd);
            LabCalls.Ioctl(container, 0x3B66, (void*)3);
            fixed (byte* name = Encoding.ASCII.GetBytes(uuid + "\0"))
                Fd = LabCalls.Ioctl(group, 0x3B6A, name);
        }
        catch (LabCallException)
        {
            if (group >= 0)
                LabCalls.Close(group);
            LabCalls.Close(container);
            throw;
        }
        MapMemory();
    }

    /// <summary>Another's device, whose descriptor was taken.</summary>
    public HeldDevice(int fd, bool isMdpy)
    {
        (Fd, IsMdpy, isOwner) = (fd, isMdpy, false);
        MapMemory();
    }

    public int Fd { get; }

    public bool IsMdpy { get; }

    /// <summary>The device's memory: what is painted into.</summary>
    public Span<byte> Memory => new((void*)memory, (int)memoryBytes);

    /// <summary>mbochs: switches a mode on. The picture begins at the memory's beginning.</summary>
    public void SetMode(int width, int height, int virtualWidth = 0, int bitsPerPixel = 32)
    {
        SetRegister(4, 0);
        SetRegister(1, width);
        SetRegister(2, height);
        SetRegister(3, bitsPerPixel);
        SetRegister(6, virtualWidth == 0 ? width : virtualWidth);
        SetRegister(7, height);
        SetRegister(8, 0);
        SetRegister(9, 0);
        SetRegister(4, 0x41);
    }

    /// <summary>mbochs: shows another part of the memory.</summary>
    public void Pan(int x, int y)
    {
        SetRegister(8, x);
        SetRegister(9, y);
    }

    /// <summary>mbochs: switches the picture off.</summary>
    public void SwitchOff() => SetRegister(4, 0);

    /// <summary>Paints a picture that nobody could guess.</summary>
    /// <returns>What was painted: 4 bytes a pixel, the fourth 0.</returns>
    public byte[] Paint(int width, int height, int seed, int strideBytes = 0, long offset = 0)
    {
        var picture = PictureOf(width, height, seed);
        for (var row = 0; row < height; row++)
            picture.AsSpan(row * width * 4, width * 4).CopyTo(Memory[(int)(offset + (long)row * (strideBytes == 0 ? width * 4 : strideBytes))..]);
        return picture;
    }

    public static byte[] PictureOf(int width, int height, int seed)
    {
        var picture = new byte[width * height * 4];
        new Random(seed).NextBytes(picture);
        for (var i = 3; i < picture.Length; i += 4)
            picture[i] = 0;
        return picture;
    }

    /// <summary>mbochs: what the guest's driver reads of its monitor, in the first bytes of BAR 2.</summary>
    public byte[] GuestsEdid(int bytes) => LabCalls.Read(Fd, Region(Bar2).Offset, bytes);

    /// <summary>mbochs: the register of the EDID region that says whether the monitor is plugged in; 1 = it is.</summary>
    public uint LinkState => BinaryPrimitives.ReadUInt32LittleEndian(LabCalls.Read(Fd, Region(EdidRegion).Offset + 20, 4));

    /// <summary>What a plane is, asked with the kernel's own structure of 64 bytes; or the errno.</summary>
    public (int Errno, byte[] Plane) Query(uint flags, uint planeType)
    {
        var plane = new byte[64];
        BinaryPrimitives.WriteUInt32LittleEndian(plane, 64);
        BinaryPrimitives.WriteUInt32LittleEndian(plane.AsSpan(4), flags);
        BinaryPrimitives.WriteUInt32LittleEndian(plane.AsSpan(8), planeType);
        try
        {
            fixed (byte* start = plane)
                LabCalls.Ioctl(Fd, 0x3B72, start);
            return (0, plane);
        }
        catch (LabCallException refusal)
        {
            return (refusal.Errno, plane);
        }
    }

    public (uint Flags, long Size, long Offset) Region(uint index)
    {
        var info = stackalloc byte[32];
        new Span<byte>(info, 32).Clear();
        (*(uint*)info, *(uint*)(info + 8)) = (32, index);
        LabCalls.Ioctl(Fd, 0x3B6C, info);
        return (*(uint*)(info + 4), *(long*)(info + 16), *(long*)(info + 24));
    }

    public void Dispose()
    {
        LabCalls.Unmap(memory, memoryBytes);
        LabCalls.Close(Fd);
        if (!isOwner)
            return;
        LabCalls.Close(group);
        LabCalls.Close(container);
    }

    void MapMemory()
    {
        var (_, size, offset) = Region(IsMdpy ? MdpyRegion : Bar0);
        (memory, memoryBytes) = (LabCalls.Map(Fd, offset, size), size);
    }

    void SetRegister(int index, int value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        LabCalls.Write(Fd, Region(Bar2).Offset + ModeRegisters + 2 * index, bytes);
    }
}
