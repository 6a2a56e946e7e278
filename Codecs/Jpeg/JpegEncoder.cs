using System.Runtime.InteropServices;

namespace Scanout.Codecs.Jpeg;

/// <summary>
/// Makes baseline JPEG pictures (ITU-T T.81, JFIF). Needs <c>libturbojpeg.so.0</c> (Debian: libturbojpeg0): without it only <see
/// cref="IsAvailable"/> and <see cref="WhyUnavailable"/> may be asked. Owned by one thread at a time; allocates nothing once it is made.
/// </summary>
public sealed unsafe class JpegEncoder : IDisposable
{
    /// <summary>Above this the fast transform's rounding would show.</summary>
    const int MaxFastQuality = 95;

    readonly Compressor compressor = new();

    /// <summary>Whether the system has the library.</summary>
    public static bool IsAvailable => WhyUnavailable is null;

    /// <summary>Why there is no JPEG; null where there is.</summary>
    public static string? WhyUnavailable { get; } = JpegLibrary.WhyMissing(JpegLibrary.Name);

    /// <summary>Bytes that a destination must have.</summary>
    public static int MaxBytes(int width, int height, JpegSubsampling subsampling) =>
        checked((int)JpegLibrary.tjBufSize(width, height, (int)subsampling));

    /// <summary>Makes a picture, and says of how many bytes.</summary>
    /// <param name="bgrx">Rows of blue, green, red and a byte that does not matter.</param>
    /// <param name="strideBytes">From one row to the next.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="quality">1 to 100.</param>
    /// <param name="subsampling">How many pixels share their colour.</param>
    /// <param name="destination">At least <see cref="MaxBytes"/>.</param>
    public int Encode(
        ReadOnlySpan<byte> bgrx, int strideBytes, int width, int height, int quality, JpegSubsampling subsampling, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(strideBytes, checked(width * 4));
        ArgumentOutOfRangeException.ThrowIfLessThan(bgrx.Length, checked((height - 1) * strideBytes + width * 4), nameof(bgrx));
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, MaxBytes(width, height, subsampling), nameof(destination));
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        var flags = JpegLibrary.NoRealloc | (quality <= MaxFastQuality ? JpegLibrary.FastDct : 0);
        fixed (byte* source = bgrx, to = destination)
        {
            var (at, bytes) = ((nint)to, (nuint)destination.Length);
            if (JpegLibrary.tjCompress2(compressor.DangerousGetHandle(), source, width, strideBytes, height, JpegLibrary.Bgrx,
                    (byte**)&at, &bytes, (int)subsampling, quality, flags) != 0)
                throw new InvalidOperationException($"no JPEG of {width}×{height}: {compressor.Error}");
            GC.KeepAlive(this);
            return (int)bytes;
        }
    }

    public void Dispose() => compressor.Dispose();

    /// <summary>The library's state.</summary>
    sealed class Compressor : SafeHandle
    {
        public Compressor() : base(0, ownsHandle: true)
        {
            SetHandle(JpegLibrary.tjInitCompress());
            if (IsInvalid)
                throw new InvalidOperationException($"no JPEG compressor: {Marshal.PtrToStringUTF8((nint)JpegLibrary.tjGetErrorStr2(0))}");
        }

        public override bool IsInvalid => handle == 0;

        public string? Error => Marshal.PtrToStringUTF8((nint)JpegLibrary.tjGetErrorStr2(handle));

        protected override bool ReleaseHandle() => JpegLibrary.tjDestroy(handle) == 0;
    }
}
