using System.Runtime.InteropServices;

namespace Scanout.Codecs.Jpeg;

/// <summary>The system's <c>libturbojpeg.so.0</c>, as <c>turbojpeg.h</c> declares it.</summary>
static unsafe partial class JpegLibrary
{
    public const string Name = "libturbojpeg.so.0";

    /// <summary>TJPF_BGRX.</summary>
    public const int Bgrx = 3;

    /// <summary>TJFLAG_NOREALLOC: the destination is ours and stays where it is.</summary>
    public const int NoRealloc = 1024;

    /// <summary>TJFLAG_FASTDCT: what differs from the accurate one does not show below quality 97.</summary>
    public const int FastDct = 2048;

    /// <summary>Why a library can't be used; null where it can.</summary>
    public static string? WhyMissing(string name)
    {
        if (!NativeLibrary.TryLoad(name, out var library))
            return $"{name} is not installed (Debian: libturbojpeg0)";
        return NativeLibrary.TryGetExport(library, nameof(tjCompress2), out _) ? null : $"{name} has no {nameof(tjCompress2)}";
    }

    [LibraryImport(Name)]
    public static partial nint tjInitCompress();

    [LibraryImport(Name)]
    public static partial int tjDestroy(nint compressor);

    [LibraryImport(Name)]
    public static partial nuint tjBufSize(int width, int height, int subsampling);

    [LibraryImport(Name)]
    public static partial int tjCompress2(
        nint compressor, byte* source, int width, int strideBytes, int height, int pixelFormat,
        byte** destination, nuint* destinationBytes, int subsampling, int quality, int flags);

    [LibraryImport(Name)]
    public static partial byte* tjGetErrorStr2(nint compressor);
}
