namespace Scanout.Codecs.Lz4;

/// <summary>
/// LZ4 blocks (lz4_Block_format.md): the bytes alone, without a length. Needs <c>liblz4.so.1</c> (Debian: liblz4-1); without it every call throws
/// <see cref="DllNotFoundException"/>, and <see cref="IsAvailable"/> says so beforehand.
/// </summary>
public static unsafe class Lz4Block
{
    /// <summary>What a block may hold at most (LZ4_MAX_INPUT_SIZE).</summary>
    public const int MaxSourceBytes = 0x7E000000;

    static readonly Lazy<int> State = new(Lz4Library.LZ4_sizeofState);

    /// <summary>Whether the system has the library.</summary>
    public static bool IsAvailable { get; } = System.Runtime.InteropServices.NativeLibrary.TryLoad("liblz4.so.1", out _);

    /// <summary>Bytes of working memory for <see cref="Compress"/>; what they hold does not matter. 16 KiB.</summary>
    public static int StateBytes => State.Value;

    /// <summary>What that many bytes become at most.</summary>
    public static int MaxCompressedBytes(int sourceBytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)sourceBytes, (uint)MaxSourceBytes, nameof(sourceBytes));
        return sourceBytes + sourceBytes / 255 + 16;
    }

    /// <summary>Compresses, and says to how many bytes; 0 where the destination is too small.</summary>
    /// <param name="source">What is compressed.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="state">At least <see cref="StateBytes"/> that nobody else uses meanwhile.</param>
    /// <param name="acceleration">1 is the usual; larger is faster and compresses less.</param>
    public static int Compress(ReadOnlySpan<byte> source, Span<byte> destination, Span<byte> state, int acceleration = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(state.Length, StateBytes);
        fixed (byte* from = source, to = destination, working = state)
        {
            // The library wants its state aligned as its words are.
            ArgumentOutOfRangeException.ThrowIfNotEqual((nint)working % sizeof(ulong), 0, nameof(state));
            return Lz4Library.LZ4_compress_fast_extState(working, from, to, source.Length, destination.Length, acceleration);
        }
    }

    /// <summary>The same, slower and smaller: level 3 to 12.</summary>
    public static int CompressHigh(ReadOnlySpan<byte> source, Span<byte> destination, int level)
    {
        fixed (byte* from = source, to = destination)
            return Lz4Library.LZ4_compress_HC(from, to, source.Length, destination.Length, level);
    }

    /// <summary>Decompresses; false where the block is malformed or holds more than the destination. Nothing outside of the destination is written.</summary>
    public static bool TryDecompress(ReadOnlySpan<byte> block, Span<byte> destination, out int written)
    {
        fixed (byte* from = block, to = destination)
            written = Lz4Library.LZ4_decompress_safe(from, to, block.Length, destination.Length);
        if (written >= 0)
            return true;
        written = 0;
        return false;
    }
}
