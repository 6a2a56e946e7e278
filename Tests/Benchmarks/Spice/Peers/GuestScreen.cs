using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Scanout.Benchmarks.Spice.Peers;

/// <summary>
/// QEMU's <c>ramfb</c>: a display whose picture is a part of the guest's memory, which is a file that this process has mapped too, so that
/// a picture comes to it without any work of QEMU's. The guest has no program; what a guest's driver would write into <c>etc/ramfb</c>, by
/// the DMA of QEMU's firmware configuration device (docs/specs/fw_cfg), is written for it. Owns the file.
/// </summary>
sealed unsafe class GuestScreen : Screen
{
    public const int MemoryBytes = 64 << 20;

    const int DmaAddress = 0x100000;
    const int DirectoryAddress = 0x110000;
    const int ConfigurationAddress = 0x120000;
    const int PictureAddress = 0x1000000;

    const int DmaPort = 0x514;
    const ushort DirectorySelector = 0x19;
    const uint DmaRead = 2, DmaSelect = 8, DmaWrite = 16;
    const int EntryBytes = 64, MaxEntries = 64;
    const int ConfigurationBytes = 28;
    const uint Xr24 = 0x34325258;

    readonly MemoryMappedFile file;
    readonly MemoryMappedViewAccessor view;
    readonly byte* memory;

    public GuestScreen(string directory, int width, int height)
        : base(width, height)
    {
        MemoryFile = Path.Combine(Directory.CreateDirectory(directory).FullName, "memory");
        file = MemoryMappedFile.CreateFromFile(MemoryFile, FileMode.CreateNew, mapName: null, MemoryBytes);
        view = file.CreateViewAccessor();
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref memory);
    }

    /// <summary>The guest's memory, for <c>memory-backend-file</c>.</summary>
    public string MemoryFile { get; }

    /// <summary>Makes the display show this screen.</summary>
    public void Connect(QtestConnection machine)
    {
        Access(machine, DmaSelect | DmaRead, DirectorySelector, DirectoryAddress, sizeof(uint) + EntryBytes * MaxEntries);
        var configuration = At(ConfigurationAddress, ConfigurationBytes);
        BinaryPrimitives.WriteUInt64BigEndian(configuration, PictureAddress);
        BinaryPrimitives.WriteUInt32BigEndian(configuration[8..], Xr24);
        BinaryPrimitives.WriteUInt32BigEndian(configuration[12..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(configuration[16..], (uint)Width);
        BinaryPrimitives.WriteUInt32BigEndian(configuration[20..], (uint)Height);
        BinaryPrimitives.WriteUInt32BigEndian(configuration[24..], (uint)Width * 4);
        Access(machine, DmaSelect | DmaWrite, FindSelector("etc/ramfb"u8), ConfigurationAddress, ConfigurationBytes);
    }

    public override void Show(ReadOnlySpan<uint> picture) =>
        picture.CopyTo(MemoryMarshal.Cast<byte, uint>(At(PictureAddress, Width * Height * 4)));

    public override void Dispose()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
        Directory.Delete(Path.GetDirectoryName(MemoryFile)!, recursive: true);
    }

    Span<byte> At(int address, int bytes) => new(memory + address, bytes);

    void Access(QtestConnection machine, uint control, ushort selector, int address, int bytes)
    {
        var access = At(DmaAddress, 16);
        BinaryPrimitives.WriteUInt32BigEndian(access, (uint)selector << 16 | control);
        BinaryPrimitives.WriteUInt32BigEndian(access[4..], (uint)bytes);
        BinaryPrimitives.WriteUInt64BigEndian(access[8..], (ulong)address);
        // The register is big-endian, ports are not; writing its lower half begins the transfer.
        machine.Out(DmaPort, 0);
        machine.Out(DmaPort + 4, BinaryPrimitives.ReverseEndianness((uint)DmaAddress));
        if (BinaryPrimitives.ReadUInt32BigEndian(access) != 0)
            throw new InvalidOperationException("QEMU's firmware configuration device refuses a transfer");
    }

    ushort FindSelector(ReadOnlySpan<byte> name)
    {
        var count = BinaryPrimitives.ReadInt32BigEndian(At(DirectoryAddress, sizeof(int)));
        for (var i = 0; i < Math.Min(count, MaxEntries); i++)
        {
            var entry = At(DirectoryAddress + sizeof(int) + i * EntryBytes, EntryBytes);
            if (entry[8..].StartsWith(name) && entry[8 + name.Length] == 0)
                return BinaryPrimitives.ReadUInt16BigEndian(entry[4..]);
        }
        throw new InvalidOperationException("QEMU has no ramfb");
    }
}
