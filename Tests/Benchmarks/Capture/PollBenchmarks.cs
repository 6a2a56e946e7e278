using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Frames;

namespace Scanout.Benchmarks.Capture;

/// <summary>
/// One whole poll of a 1920×1080 XR24 display against the least that any comparison must do: read the device's memory and the shadow once.
/// </summary>
[MemoryDiagnoser]
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls Cleanup.")]
public unsafe class PollBenchmarks
{
    static readonly PlaneLayout Layout = new(PixelFormat.Xr24, Tiling.Linear, 1920, 1080, 1920 * 4);

    readonly MemoryDevice device = new(Layout);
    readonly byte* other = (byte*)NativeMemory.AlignedAlloc((nuint)Layout.SpanBytes, 4096);
    readonly Surface surface = new("benchmark", new TilePool(), TimeProvider.System);
    DisplayCapture capture = null!;
    SurfaceWatch? watch;

    [GlobalSetup]
    public void Setup()
    {
        device.Memory.CopyTo(new Span<byte>(other, device.Memory.Length));
        capture = new DisplayCapture(device, surface);
        capture.Poll();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        watch?.Dispose();
        capture.Dispose();
        surface.Dispose();
        NativeMemory.AlignedFree(other);
    }

    [Benchmark(Baseline = true, Description = "read both streams once")]
    public ulong ReadTwoStreams() => Sum(device.Memory) + Sum(new Span<byte>(other, device.Memory.Length));

    [Benchmark(Description = "poll, unchanged, watched: every row")]
    public CaptureOutcome PollUnchanged()
    {
        Watch();
        return capture.Poll();
    }

    [Benchmark(Description = "poll, unchanged, unwatched: every eighth row")]
    public CaptureOutcome PollUnwatched()
    {
        watch?.Dispose();
        watch = null;
        return capture.Poll();
    }

    [Benchmark(Description = "page flip; copy the picture, and read both streams")]
    public ulong CopyAndRead()
    {
        device.Flip();
        device.Memory.CopyTo(new Span<byte>(other, device.Memory.Length));
        return ReadTwoStreams();
    }

    [Benchmark(Description = "page flip; poll, every pixel changed")]
    public CaptureOutcome PollFullyChanged()
    {
        Watch();
        device.Flip();
        return capture.Poll();
    }

    void Watch()
    {
        if (watch is not null)
            return;
        watch = surface.Watch(new Signal());
        watch.Ask(TimeSpan.FromMilliseconds(16));
    }

    static ulong Sum(ReadOnlySpan<byte> bytes)
    {
        var vectors = MemoryMarshal.Cast<byte, Vector512<ulong>>(bytes);
        var (a, b, c, d) = (Vector512<ulong>.Zero, Vector512<ulong>.Zero, Vector512<ulong>.Zero, Vector512<ulong>.Zero);
        for (var i = 0; i + 4 <= vectors.Length; i += 4)
        {
            a += vectors[i];
            b += vectors[i + 1];
            c += vectors[i + 2];
            d += vectors[i + 3];
        }
        return Vector512.Sum(a + b + c + d);
    }
}
