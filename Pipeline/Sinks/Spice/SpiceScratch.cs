using Scanout.Codecs.Lz4;
using Scanout.Codecs.Spice;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>What compressing runs needs while it compresses: a few are shared by all sessions. Used by one thread at a time.</summary>
sealed class SpiceScratch
{
    readonly byte[] lz4State = GC.AllocateArray<byte>(Lz4Block.StateBytes, pinned: true);
    byte[] pixels = [];
    byte[] output = [];
    int[] lzMemory = [];

    public Span<byte> Lz4State => lz4State;

    /// <summary>The pixels of an area within the frame, BGRX, row by row without gaps.</summary>
    public Span<byte> Gather(Frame frame, PixelRectangle area)
    {
        var strideBytes = area.Width * 4;
        var gathered = Room(ref pixels, strideBytes * area.Height);
        frame.CopyTo(area, gathered, strideBytes);
        return gathered;
    }

    /// <summary>Working memory for the tokens of that many pixels.</summary>
    public Span<int> LzMemory(int pixelCount)
    {
        if (lzMemory.Length < SpiceLzImage.WorkingWords(pixelCount))
            lzMemory = GC.AllocateUninitializedArray<int>(SpiceLzImage.WorkingWords(pixelCount));
        return lzMemory;
    }

    public Span<byte> Output(int maxBytes) => Room(ref output, maxBytes);

    static Span<byte> Room(ref byte[] buffer, int bytes)
    {
        if (buffer.Length < bytes)
            buffer = GC.AllocateUninitializedArray<byte>(bytes);
        return buffer.AsSpan(0, bytes);
    }
}
