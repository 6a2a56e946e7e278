using System.Buffers.Binary;

namespace Scanout.Pipeline.Devices.Regions;

/// <summary>Where the facts lie in a display region's description page, version 1: byte offsets and bits, little-endian.</summary>
public static class RegionPage
{
    /// <summary>Bytes of the page; pixels lie after it.</summary>
    public const int Bytes = 4096;

    /// <summary>Bytes of the page that say something.</summary>
    public const int UsedBytes = 336;

    /// <summary>Bytes from the start that the seqlock and the magic cover: what a description is made of.</summary>
    public const int DescribedBytes = 320;

    public const int Magic = 0;
    public const int DescriptionBytes = 8;
    public const int Sequence = 12;
    public const int Flags = 16;
    public const int Uuid = 24;
    public const int UuidBytes = 16;
    public const int Title = 40;
    public const int TitleBytes = 64;
    public const int PrimaryPlane = 128;
    public const int CursorPlane = 192;
    public const int PlaneBytes = 64;
    public const int Updates = 320;
    public const int CaptureRequest = 328;
    public const int CaptureDone = 332;

    public const uint FlagEnabled = 1;
    public const uint FlagCounts = 2;
    public const uint FlagSnapshots = 4;

    public const int PlaneFormat = 0;
    public const int PlaneModifier = 8;
    public const int PlaneWidth = 16;
    public const int PlaneHeight = 20;
    public const int PlaneStride = 24;
    public const int PlaneX = 28;
    public const int PlaneY = 32;
    public const int PlaneHotX = 36;
    public const int PlaneHotY = 40;
    public const int PlaneOffset = 48;
    public const int PlaneSize = 56;

    public const uint UnknownHotSpot = 0xFFFF_FFFF;

    /// <summary>The first eight bytes.</summary>
    public static ReadOnlySpan<byte> MagicText => "SCANOUT1"u8;

    /// <summary>Whether the page begins as a description of this version does: what lies outside the seqlock and never changes.</summary>
    public static bool IsRegion(ReadOnlySpan<byte> page) =>
        page[..MagicText.Length].SequenceEqual(MagicText) && Word(page, DescriptionBytes) == Bytes;

    internal static uint Word(ReadOnlySpan<byte> page, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(page[offset..]);

    internal static ulong LongWord(ReadOnlySpan<byte> page, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(page[offset..]);
}
