using System.Runtime.InteropServices;
using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Frames;

namespace Scanout.Benchmarks.Capture;

/// <summary>A device that is a piece of memory: what a mapped region is to the capture.</summary>
sealed unsafe class MemoryDevice(PlaneLayout layout) : IDisplayDevice
{
    readonly byte* memory = (byte*)NativeMemory.AlignedAlloc((nuint)layout.SpanBytes, 4096);

    public string Description => "memory";
    public Guid Id => Guid.Empty;
    public Span<byte> Memory => new(memory, (int)layout.SpanBytes);

    public PlaneLook Look() => PlaneLook.Ready(layout);

    public bool TryReadRows(int firstRow, int rowCount, out ReadOnlySpan<byte> rows)
    {
        rows = new ReadOnlySpan<byte>(memory + (long)firstRow * layout.StrideBytes, (int)layout.RangeBytes(firstRow, rowCount));
        return true;
    }

    public Cursor? ReadCursor() => null;

    public void Dispose() => NativeMemory.AlignedFree(memory);
}
