using System.Runtime.InteropServices;
using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Frames;

namespace Scanout.Benchmarks.Capture;

/// <summary>A device that is a piece of memory, as a mapped region is to the capture.</summary>
unsafe class PictureDevice : IDisplayDevice
{
    readonly PlaneLayout layout;

    public PictureDevice(PlaneLayout layout)
    {
        this.layout = layout;
        Shown = Allocate();
        Memory.Clear();
    }

    /// <summary>A linear XR24 picture whose rows follow each other without gaps.</summary>
    public PictureDevice(int widthPixels, int heightPixels)
        : this(new PlaneLayout(PixelFormat.Xr24, Tiling.Linear, widthPixels, heightPixels, widthPixels * 4))
    {
    }

    public string Description => "memory";
    public Guid Id => Guid.Empty;
    public Span<byte> Memory => new(Shown, (int)layout.SpanBytes);
    public Span<uint> Pixels => MemoryMarshal.Cast<byte, uint>(Memory);

    protected byte* Shown { get; set; }

    public PlaneLook Look() => PlaneLook.Ready(layout);

    public bool TryReadRows(int firstRow, int rowCount, out ReadOnlySpan<byte> rows)
    {
        rows = new ReadOnlySpan<byte>(Shown + (long)firstRow * layout.StrideBytes, (int)layout.RangeBytes(firstRow, rowCount));
        return true;
    }

    public Cursor? ReadCursor() => null;

    public virtual void Dispose() => NativeMemory.AlignedFree(Shown);

    protected byte* Allocate() => (byte*)NativeMemory.AlignedAlloc((nuint)layout.SpanBytes, 4096);
}
