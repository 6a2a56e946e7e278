using System.Runtime.InteropServices;

namespace Scanout.Codecs.Zstd;

/// <summary>
/// The system's <c>libzstd.so.1</c>, as <c>zstd.h</c> and <c>zstd_errors.h</c> declare it; of the stable part, 1.4.0 or newer.
/// </summary>
static unsafe partial class ZstdLibrary
{
    public const string Name = "libzstd.so.1";

    /// <summary>ZSTD_c_compressionLevel.</summary>
    public const int CompressionLevel = 100;

    /// <summary>ZSTD_c_windowLog.</summary>
    public const int WindowLog = 101;

    /// <summary>ZSTD_c_enableLongDistanceMatching.</summary>
    public const int LongDistanceMatching = 160;

    /// <summary>ZSTD_d_windowLogMax.</summary>
    public const int WindowLogMax = 100;

    /// <summary>ZSTD_reset_session_only.</summary>
    public const int ResetSession = 1;

    /// <summary>ZSTD_error_dstSize_tooSmall.</summary>
    public const int DestinationTooSmall = 70;

    /// <summary>Why the library can't be used; null where it can.</summary>
    public static string? WhyUnavailable { get; } = WhyMissing(Name);

    /// <summary>Why a library can't be used; null where it can.</summary>
    public static string? WhyMissing(string name)
    {
        if (!NativeLibrary.TryLoad(name, out var library))
            return $"{name} is not installed (Debian: libzstd1)";
        return NativeLibrary.TryGetExport(library, nameof(ZSTD_compress2), out _) ? null : $"{name} is older than 1.4.0";
    }

    /// <summary>What the library says of a code that is an error.</summary>
    public static string ErrorOf(nuint code) => Marshal.PtrToStringUTF8((nint)ZSTD_getErrorName(code)) ?? "unknown error";

    [LibraryImport(Name)]
    public static partial nint ZSTD_createCCtx();

    [LibraryImport(Name)]
    public static partial nuint ZSTD_freeCCtx(nint context);

    [LibraryImport(Name)]
    public static partial nuint ZSTD_CCtx_setParameter(nint context, int parameter, int value);

    [LibraryImport(Name)]
    public static partial nuint ZSTD_CCtx_refPrefix(nint context, byte* prefix, nuint prefixBytes);

    [LibraryImport(Name)]
    public static partial nuint ZSTD_CCtx_reset(nint context, int directive);

    [LibraryImport(Name)]
    public static partial nuint ZSTD_compress2(nint context, byte* destination, nuint destinationBytes, byte* source, nuint sourceBytes);

    [LibraryImport(Name)]
    public static partial nint ZSTD_createDCtx();

    [LibraryImport(Name)]
    public static partial nuint ZSTD_freeDCtx(nint context);

    [LibraryImport(Name)]
    public static partial nuint ZSTD_DCtx_setParameter(nint context, int parameter, int value);

    [LibraryImport(Name)]
    public static partial nuint ZSTD_DCtx_refPrefix(nint context, byte* prefix, nuint prefixBytes);

    [LibraryImport(Name)]
    public static partial nuint ZSTD_decompressDCtx(
        nint context, byte* destination, nuint destinationBytes, byte* source, nuint sourceBytes);

    [LibraryImport(Name)]
    public static partial nuint ZSTD_findFrameCompressedSize(byte* source, nuint sourceBytes);

    [LibraryImport(Name)]
    public static partial ulong ZSTD_getFrameContentSize(byte* source, nuint sourceBytes);

    [LibraryImport(Name)]
    public static partial uint ZSTD_isError(nuint code);

    [LibraryImport(Name)]
    public static partial int ZSTD_getErrorCode(nuint code);

    [LibraryImport(Name)]
    public static partial byte* ZSTD_getErrorName(nuint code);
}
