using System.Runtime.InteropServices;

namespace Scanout.Codecs.Zstd;

/// <summary>
/// Reads Zstandard frames (RFC 8878). Needs <c>libzstd.so.1</c> (Debian: libzstd1): without it only <see cref="IsAvailable"/> and <see
/// cref="WhyUnavailable"/> may be asked. Owned by one thread at a time; its memory is kept from call to call.
/// </summary>
public sealed unsafe class ZstdDecompressor : IDisposable
{
    /// <summary>
    /// The largest window that is written and read, as a power of two: 128 MiB, which every reader of the format allows when told to.
    /// </summary>
    public const int MaxWindowLog = 27;

    readonly Context context = new();

    /// <summary>Whether the system has the library.</summary>
    public static bool IsAvailable => WhyUnavailable is null;

    /// <summary>Why there is no Zstandard; null where there is.</summary>
    public static string? WhyUnavailable => ZstdLibrary.WhyUnavailable;

    /// <summary>
    /// Reads one frame that stands alone. False where it is malformed, is followed by anything, or holds more than the destination. Nothing
    /// outside of the destination is written.
    /// </summary>
    public bool TryDecompress(ReadOnlySpan<byte> frame, Span<byte> destination, out int written) =>
        TryDecompress(frame, destination, [], out written);

    /// <summary>
    /// The same of a frame that was made with a prefix. With another prefix it is malformed, or comes out wrong: it has no checksum.
    /// </summary>
    public bool TryDecompress(ReadOnlySpan<byte> frame, Span<byte> destination, ReadOnlySpan<byte> prefix, out int written)
    {
        written = 0;
        // The library keeps the prefix's address until the frame is read.
        fixed (byte* from = frame, to = destination, before = prefix)
        {
            // It would read several frames in a row, and takes no bytes at all for none.
            if (ZstdLibrary.ZSTD_findFrameCompressedSize(from, (nuint)frame.Length) != (nuint)frame.Length || frame.IsEmpty)
                return false;
            context.Refer(before, prefix.Length);
            var result = ZstdLibrary.ZSTD_decompressDCtx(
                context.DangerousGetHandle(), to, (nuint)destination.Length, from, (nuint)frame.Length);
            context.Refer(null, 0);
            GC.KeepAlive(this);
            if (ZstdLibrary.ZSTD_isError(result) != 0)
                return false;
            written = (int)result;
            return true;
        }
    }

    public void Dispose() => context.Dispose();

    /// <summary>The library's state.</summary>
    sealed class Context : SafeHandle
    {
        public Context() : base(0, ownsHandle: true)
        {
            SetHandle(ZstdLibrary.ZSTD_createDCtx());
            if (IsInvalid
                || ZstdLibrary.ZSTD_isError(ZstdLibrary.ZSTD_DCtx_setParameter(handle, ZstdLibrary.WindowLogMax, MaxWindowLog)) != 0)
                throw new InvalidOperationException("the library could not make a decompression context");
        }

        public override bool IsInvalid => handle == 0;

        public void Refer(byte* prefix, int prefixBytes)
        {
            if (ZstdLibrary.ZSTD_isError(ZstdLibrary.ZSTD_DCtx_refPrefix(handle, prefix, (nuint)prefixBytes)) != 0)
                throw new InvalidOperationException($"the library does not take a prefix of {prefixBytes} bytes");
        }

        protected override bool ReleaseHandle() => ZstdLibrary.ZSTD_freeDCtx(handle) == 0;
    }
}
