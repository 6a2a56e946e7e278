using System.Buffers;
using System.Runtime.InteropServices;

namespace Scanout.Codecs.Lz4;

/// <summary>LZ4 frames (lz4_Frame_format.md): what the <c>lz4</c> command reads and writes; with the content's size and checksum. Needs the same library as blocks.</summary>
public static unsafe class Lz4Frame
{
    const int OutputStep = 64 * 1024;

    /// <summary>Writes the source as one frame.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="source">What is compressed.</param>
    /// <param name="level">0 is fast; 3 to 12 are slower and smaller.</param>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> source, int level = 0)
    {
        var preferences = new Lz4Library.FramePreferences
        {
            ContentChecksum = 1, ContentSize = (ulong)source.Length, CompressionLevel = level,
        };
        var bound = (int)Lz4Library.LZ4F_compressFrameBound((nuint)source.Length, &preferences);
        var destination = output.GetSpan(bound);
        fixed (byte* from = source, to = destination)
        {
            var written = Lz4Library.LZ4F_compressFrame(to, (nuint)destination.Length, from, (nuint)source.Length, &preferences);
            if (Lz4Library.LZ4F_isError(written) != 0)
                throw new InvalidOperationException("the library could not compress a frame within the bound that it gave");
            output.Advance((int)written);
        }
    }

    /// <summary>
    /// Reads one frame. False where it is malformed, cut short, fails its checksum, or holds more than <paramref name="maxBytes"/>.
    /// </summary>
    /// <param name="frame">The frame, and nothing after it.</param>
    /// <param name="output">Where the content goes: what had been read of a bad frame stands there too.</param>
    /// <param name="maxBytes">The most that may come of it.</param>
    public static bool TryRead(ReadOnlySpan<byte> frame, IBufferWriter<byte> output, long maxBytes)
    {
        using var context = new Decompression();
        var rest = frame;
        for (var total = 0L; ;)
        {
            // One byte more than is allowed tells a frame that holds too much.
            var room = (int)Math.Min(OutputStep, maxBytes - total + 1);
            var destination = output.GetSpan(room)[..room];
            var (read, written) = ((nuint)rest.Length, (nuint)room);
            nuint hint;
            fixed (byte* from = rest, to = destination)
                hint = Lz4Library.LZ4F_decompress(context.DangerousGetHandle(), to, &written, from, &read, null);
            if (Lz4Library.LZ4F_isError(hint) != 0 || (total += (long)written) > maxBytes)
                return false;
            output.Advance((int)written);
            rest = rest[(int)read..];
            if (hint == 0)
                return rest.IsEmpty;
            if (read == 0 && written == 0)
                return false;
        }
    }

    /// <summary>The library's state while it reads a frame.</summary>
    sealed class Decompression : SafeHandle
    {
        public Decompression() : base(0, ownsHandle: true)
        {
            nint created;
            if (Lz4Library.LZ4F_isError(Lz4Library.LZ4F_createDecompressionContext(&created, Lz4Library.FrameVersion)) != 0)
                throw new InvalidOperationException("the library could not make a decompression context");
            SetHandle(created);
        }

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle() => Lz4Library.LZ4F_freeDecompressionContext(handle) == 0;
    }
}
