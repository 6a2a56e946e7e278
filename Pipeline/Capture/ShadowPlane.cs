using System.Runtime.InteropServices;
using Scanout.Codecs.Pixels;

namespace Scanout.Pipeline.Capture;

/// <summary>
/// What the device's memory held when it was last read: the same format and layout, in native memory of our own. Owned by one display's
/// capture and used on its capture thread.
/// </summary>
public sealed unsafe class ShadowPlane : IDisposable
{
    static long nativeBytes;

    byte* memory;
    nuint length;

    /// <summary>Native memory of all shadows.</summary>
    public static long NativeBytes => Volatile.Read(ref nativeBytes);

    /// <summary>The layout that the shadow has; the default one before the first <see cref="Reset"/>.</summary>
    public PlaneLayout Layout { get; private set; }

    /// <summary>Takes another layout; what it held before is gone.</summary>
    public void Reset(PlaneLayout layout)
    {
        Dispose();
        length = (nuint)layout.SpanBytes;
        memory = (byte*)NativeMemory.AlignedAlloc(length, 64);
        NativeMemory.Clear(memory, length);
        Interlocked.Add(ref nativeBytes, (long)length);
        Layout = layout;
    }

    /// <summary>The rows' bytes, as <see cref="PlaneLayout.RangeBytes"/> counts them.</summary>
    public Span<byte> Rows(int firstRow, int rowCount) =>
        new(memory + (long)Layout.StrideBytes * firstRow, checked((int)Layout.RangeBytes(firstRow, rowCount)));

    public void Dispose()
    {
        NativeMemory.AlignedFree(memory);
        memory = null;
        Interlocked.Add(ref nativeBytes, -(long)length);
        length = 0;
        Layout = default;
    }
}
