using System.Runtime.InteropServices;

namespace Scanout.Codecs.Zstd;

/// <summary>
/// Makes Zstandard frames (RFC 8878). Needs <c>libzstd.so.1</c> (Debian: libzstd1): without it only <see cref="IsAvailable"/> and <see
/// cref="WhyUnavailable"/> may be asked. Owned by one thread at a time; its memory is kept from call to call.
/// </summary>
public sealed unsafe class ZstdCompressor : IDisposable
{
    /// <summary>What a frame may hold here at most: so that <see cref="MaxCompressedBytes"/> is a length.</summary>
    public const int MaxSourceBytes = 0x7E000000;

    readonly Context context = new();

    /// <param name="level">1 is fast, 3 the usual, 19 small; negative ones are faster still.</param>
    /// <param name="windowLog">How far back a match may lie, as a power of two; 0 lets the level decide.</param>
    /// <param name="longDistanceMatching">Whether long matches are looked for in the whole window.</param>
    public ZstdCompressor(int level, int windowLog = 0, bool longDistanceMatching = false)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(windowLog, ZstdDecompressor.MaxWindowLog);
        context.Set(ZstdLibrary.CompressionLevel, level);
        context.Set(ZstdLibrary.WindowLog, windowLog);
        if (longDistanceMatching)
            context.Set(ZstdLibrary.LongDistanceMatching, 1);
    }

    /// <summary>Whether the system has the library.</summary>
    public static bool IsAvailable => WhyUnavailable is null;

    /// <summary>Why there is no Zstandard; null where there is.</summary>
    public static string? WhyUnavailable => ZstdLibrary.WhyUnavailable;

    /// <summary>What that many bytes become at most (ZSTD_COMPRESSBOUND).</summary>
    public static int MaxCompressedBytes(int sourceBytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)sourceBytes, (uint)MaxSourceBytes, nameof(sourceBytes));
        return sourceBytes + (sourceBytes >> 8) + (sourceBytes < 128 * 1024 ? (128 * 1024 - sourceBytes) >> 11 : 0);
    }

    /// <summary>
    /// Makes one frame that stands alone and says how much it holds; the answer is its length, 0 where the destination is too small.
    /// </summary>
    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination) => Compress(source, destination, []);

    /// <summary>
    /// The same, but only who has the prefix can read the frame: matches may lie in it, as far as the window reaches.
    /// </summary>
    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination, ReadOnlySpan<byte> prefix)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(source.Length, MaxSourceBytes, nameof(source));
        nuint written;
        // The library keeps the prefix's address until the frame is made.
        fixed (byte* from = source, to = destination, before = prefix)
        {
            context.Refer(before, prefix.Length);
            written = ZstdLibrary.ZSTD_compress2(context.DangerousGetHandle(), to, (nuint)destination.Length, from, (nuint)source.Length);
            context.Forget();
        }
        GC.KeepAlive(this);
        if (ZstdLibrary.ZSTD_isError(written) == 0)
            return (int)written;
        if (ZstdLibrary.ZSTD_getErrorCode(written) == ZstdLibrary.DestinationTooSmall)
            return 0;
        throw new InvalidOperationException($"no Zstandard frame of {source.Length} bytes: {ZstdLibrary.ErrorOf(written)}");
    }

    public void Dispose() => context.Dispose();

    /// <summary>The library's state.</summary>
    sealed class Context : SafeHandle
    {
        public Context() : base(0, ownsHandle: true)
        {
            SetHandle(ZstdLibrary.ZSTD_createCCtx());
            if (IsInvalid)
                throw new InvalidOperationException("the library could not make a compression context");
        }

        public override bool IsInvalid => handle == 0;

        public void Set(int parameter, int value) => Check(ZstdLibrary.ZSTD_CCtx_setParameter(handle, parameter, value));

        public void Refer(byte* prefix, int prefixBytes) => Check(ZstdLibrary.ZSTD_CCtx_refPrefix(handle, prefix, (nuint)prefixBytes));

        /// <summary>Also where a frame was begun and did not come to its end.</summary>
        public void Forget()
        {
            Check(ZstdLibrary.ZSTD_CCtx_reset(handle, ZstdLibrary.ResetSession));
            Refer(null, 0);
        }

        protected override bool ReleaseHandle() => ZstdLibrary.ZSTD_freeCCtx(handle) == 0;

        static void Check(nuint code)
        {
            if (ZstdLibrary.ZSTD_isError(code) != 0)
                throw new ArgumentException($"the library refuses a parameter: {ZstdLibrary.ErrorOf(code)}");
        }
    }
}
