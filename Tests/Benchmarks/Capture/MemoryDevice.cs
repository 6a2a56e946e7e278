using System.Runtime.InteropServices;
using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Frames;

namespace Scanout.Benchmarks.Capture;

/// <summary>A device that is a piece of memory, as a mapped region is to the capture: of two pictures, of which it shows one.</summary>
sealed unsafe class MemoryDevice : IDisplayDevice
{
    readonly PlaneLayout layout;
    byte* memory;
    byte* hidden;

    /// <summary>Noise, and its inverse: no pixel is the same in both.</summary>
    public MemoryDevice(PlaneLayout layout)
    {
        this.layout = layout;
        memory = (byte*)NativeMemory.AlignedAlloc((nuint)layout.SpanBytes, 4096);
        hidden = (byte*)NativeMemory.AlignedAlloc((nuint)layout.SpanBytes, 4096);
        new Random(1).NextBytes(Memory);
        for (var i = 0L; i < layout.SpanBytes; i++)
            hidden[i] = (byte)~memory[i];
    }

    public string Description => "memory";
    public Guid Id => Guid.Empty;
    public Span<byte> Memory => new(memory, (int)layout.SpanBytes);

    /// <summary>Shows the other picture: a page flip.</summary>
    public void Flip()
    {
        var shown = memory;
        memory = hidden;
        hidden = shown;
    }

    public PlaneLook Look() => PlaneLook.Ready(layout);

    public bool TryReadRows(int firstRow, int rowCount, out ReadOnlySpan<byte> rows)
    {
        rows = new ReadOnlySpan<byte>(memory + (long)firstRow * layout.StrideBytes, (int)layout.RangeBytes(firstRow, rowCount));
        return true;
    }

    public Cursor? ReadCursor() => null;

    public void Dispose()
    {
        NativeMemory.AlignedFree(memory);
        NativeMemory.AlignedFree(hidden);
    }
}
