using System.Runtime.InteropServices;
using Scanout.Codecs.Pixels;

namespace Scanout.Benchmarks.Capture;

/// <summary>A device of two pictures, of which it shows one.</summary>
sealed unsafe class MemoryDevice : PictureDevice
{
    byte* hidden;

    /// <summary>Noise, and its inverse: no pixel is the same in both.</summary>
    public MemoryDevice(PlaneLayout layout)
        : base(layout)
    {
        hidden = Allocate();
        new Random(1).NextBytes(Memory);
        for (var i = 0; i < Memory.Length; i++)
            hidden[i] = (byte)~Memory[i];
    }

    /// <summary>Shows the other picture: a page flip.</summary>
    public void Flip()
    {
        var shown = Shown;
        Shown = hidden;
        hidden = shown;
    }

    public override void Dispose()
    {
        NativeMemory.AlignedFree(hidden);
        base.Dispose();
    }
}
