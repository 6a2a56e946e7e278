namespace Scanout.Codecs.Zstd;

/// <summary>What a Zstandard frame says of itself (RFC 8878, section 3.1.1).</summary>
public static unsafe class ZstdFrame
{
    /// <summary>ZSTD_CONTENTSIZE_ERROR; what is not less is no size.</summary>
    const ulong NoSize = ulong.MaxValue - 1;

    /// <summary>How many bytes it holds; null where it is none or does not say.</summary>
    public static ulong? ContentBytes(ReadOnlySpan<byte> frame)
    {
        fixed (byte* bytes = frame)
            return ZstdLibrary.ZSTD_getFrameContentSize(bytes, (nuint)frame.Length) is < NoSize and var size ? size : null;
    }
}
