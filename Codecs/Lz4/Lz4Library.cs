using System.Runtime.InteropServices;

namespace Scanout.Codecs.Lz4;

/// <summary>The system's <c>liblz4.so.1</c>, as <c>lz4.h</c>, <c>lz4hc.h</c> and <c>lz4frame.h</c> declare it.</summary>
static unsafe partial class Lz4Library
{
    const string Library = "liblz4.so.1";

    /// <summary>LZ4F_VERSION.</summary>
    public const uint FrameVersion = 100;

    [LibraryImport(Library)]
    public static partial int LZ4_sizeofState();

    [LibraryImport(Library)]
    public static partial int LZ4_compress_fast_extState(
        byte* state, byte* source, byte* destination, int sourceBytes, int destinationBytes, int acceleration);

    [LibraryImport(Library)]
    public static partial int LZ4_compress_HC(byte* source, byte* destination, int sourceBytes, int destinationBytes, int level);

    [LibraryImport(Library)]
    public static partial int LZ4_decompress_safe(byte* source, byte* destination, int sourceBytes, int destinationBytes);

    [LibraryImport(Library)]
    public static partial nuint LZ4F_compressFrameBound(nuint sourceBytes, FramePreferences* preferences);

    [LibraryImport(Library)]
    public static partial nuint LZ4F_compressFrame(
        byte* destination, nuint destinationBytes, byte* source, nuint sourceBytes, FramePreferences* preferences);

    [LibraryImport(Library)]
    public static partial uint LZ4F_isError(nuint code);

    [LibraryImport(Library)]
    public static partial nuint LZ4F_createDecompressionContext(nint* context, uint version);

    [LibraryImport(Library)]
    public static partial nuint LZ4F_freeDecompressionContext(nint context);

    [LibraryImport(Library)]
    public static partial nuint LZ4F_decompress(
        nint context, byte* destination, nuint* destinationBytes, byte* source, nuint* sourceBytes, void* options);

    /// <summary>LZ4F_preferences_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct FramePreferences
    {
        public uint BlockSizeId;
        public uint BlockMode;
        public uint ContentChecksum;
        public uint FrameType;
        public ulong ContentSize;
        public uint DictionaryId;
        public uint BlockChecksum;
        public int CompressionLevel;
        public uint AutoFlush;
        public uint FavorDecompressionSpeed;
        public fixed uint Reserved[3];
    }
}
