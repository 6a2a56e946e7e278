using System.Buffers.Binary;
using System.Text;
using Scanout.Pipeline.Devices.Regions;

namespace Scanout.Tests.Pipeline.Devices.Regions;

/// <summary>A region's bytes written by hand, offsets as numbers from the specification: what the reader is held against.</summary>
sealed class RegionBytes
{
    public const int PixelsOffset = 4096;

    /// <summary>An enabled 64 × 48 picture of XR24, 256 bytes a row, right after the page; no counts, no snapshots, no cursor.</summary>
    public RegionBytes(int fileBytes = PixelsOffset + 256 * 48)
    {
        Bytes = new byte[fileBytes];
        Encoding.ASCII.GetBytes("SCANOUT1").CopyTo(Bytes, 0);
        Set(8, 4096);
        Flags = 1;
        Plane(128, "XR24", 64, 48, 256, PixelsOffset, 256 * 48);
    }

    public byte[] Bytes { get; }

    public uint Flags
    {
        get => Get(16);
        set => Set(16, value);
    }

    public uint Sequence
    {
        get => Get(12);
        set => Set(12, value);
    }

    public RegionBytes Plane(int at, string fourcc, uint width, uint height, uint stride, ulong offset, ulong size, ulong modifier = 0)
    {
        Encoding.ASCII.GetBytes(fourcc).CopyTo(Bytes, at);
        SetLong(at + 8, modifier);
        Set(at + 16, width);
        Set(at + 20, height);
        Set(at + 24, stride);
        SetLong(at + 48, offset);
        SetLong(at + 56, size);
        return this;
    }

    public RegionBytes Set(int at, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Bytes.AsSpan(at), value);
        return this;
    }

    public RegionBytes SetLong(int at, ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Bytes.AsSpan(at), value);
        return this;
    }

    public uint Get(int at) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(at));

    public RegionDescription Parse() => RegionDescription.Parse(Bytes.AsSpan(0, 4096), Bytes.Length);
}
