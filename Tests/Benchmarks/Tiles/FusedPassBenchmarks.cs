using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using Scanout.Codecs.Pixels;
using Scanout.Codecs.Tiles;

namespace Scanout.Benchmarks.Tiles;

/// <summary>
/// A look at 1080p XR24, hot in cache, against the least that any comparison with a shadow must do: read both. Only the ratios say
/// something.
/// </summary>
public unsafe class FusedPassBenchmarks
{
    static readonly PlaneLayout Layout = new(PixelFormat.Xr24, Tiling.Linear, 1920, 1080, 1920 * 4);

    readonly byte[] marks = new byte[4 * 120];
    byte* device;
    byte* inverse;
    byte* shadow;
    int phase;

    static nuint Bytes => (nuint)Layout.SpanBytes;

    [GlobalSetup]
    public void Fill()
    {
        device = (byte*)NativeMemory.AlignedAlloc(Bytes, 4096);
        inverse = (byte*)NativeMemory.AlignedAlloc(Bytes, 4096);
        shadow = (byte*)NativeMemory.AlignedAlloc(Bytes, 4096);
        new Random(1).NextBytes(new Span<byte>(device, (int)Bytes));
        for (nuint i = 0; i < Bytes; i++)
            (shadow[i], inverse[i]) = (device[i], (byte)~device[i]);
    }

    [GlobalCleanup]
    public void Free()
    {
        NativeMemory.AlignedFree(device);
        NativeMemory.AlignedFree(inverse);
        NativeMemory.AlignedFree(shadow);
    }

    [Benchmark(Baseline = true)]
    public ulong SumOfTwoStreams() => Vector256.IsHardwareAccelerated ? Sum256(device, shadow, Bytes) : Sum128(device, shadow, Bytes);

    [Benchmark]
    public bool Unchanged() => Pass(device);

    [Benchmark]
    public bool Unchanged512()
    {
        var changed = false;
        for (var first = 0; first < Layout.HeightPixels; first += 64)
        {
            var (rows, offset, bytes) = Band(first);
            changed |= PlaneComparer.CompareAndCopy<Lanes512>(
                Layout, first, rows, new(device + offset, bytes), new(shadow + offset, bytes), marks);
        }
        return changed;
    }

    [Benchmark]
    public bool ProbeOfEveryEighthRow()
    {
        phase = (phase + 1) % 8;
        var differs = false;
        for (var row = phase; row < Layout.HeightPixels; row += 8)
        {
            var offset = row * Layout.StrideBytes;
            var bytes = (int)Layout.RangeBytes(row, 1);
            differs |= PlaneProbe.Differs(Layout, row, new(device + offset, bytes), new(shadow + offset, bytes));
        }
        return differs;
    }

    [Benchmark]
    public bool FullyChanged()
    {
        Turn();
        return Pass(device);
    }

    [Benchmark]
    public void CopyOfAll()
    {
        Turn();
        new ReadOnlySpan<byte>(device, (int)Bytes).CopyTo(new Span<byte>(shadow, (int)Bytes));
    }

    /// <summary>The shadow holds what was the device last time: from now on every byte of it differs.</summary>
    void Turn()
    {
        var last = device;
        device = inverse;
        inverse = last;
    }

    bool Pass(byte* of)
    {
        var changed = false;
        for (var first = 0; first < Layout.HeightPixels; first += 64)
        {
            var (rows, offset, bytes) = Band(first);
            changed |= PlaneComparer.CompareAndCopy(Layout, first, rows, new(of + offset, bytes), new(shadow + offset, bytes), marks);
        }
        return changed;
    }

    static (int Rows, int Offset, int Bytes) Band(int first)
    {
        var rows = Math.Min(64, Layout.HeightPixels - first);
        return (rows, first * Layout.StrideBytes, (int)Layout.RangeBytes(first, rows));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static ulong Sum256(byte* one, byte* other, nuint length)
    {
        var (sum0, sum1, sum2, sum3) = (Vector256<ulong>.Zero, Vector256<ulong>.Zero, Vector256<ulong>.Zero, Vector256<ulong>.Zero);
        for (nuint at = 0; at + 128 <= length; at += 128)
        {
            sum0 += Vector256.Load((ulong*)(one + at)) + Vector256.Load((ulong*)(other + at));
            sum1 += Vector256.Load((ulong*)(one + at + 32)) + Vector256.Load((ulong*)(other + at + 32));
            sum2 += Vector256.Load((ulong*)(one + at + 64)) + Vector256.Load((ulong*)(other + at + 64));
            sum3 += Vector256.Load((ulong*)(one + at + 96)) + Vector256.Load((ulong*)(other + at + 96));
        }
        return Vector256.Sum(sum0 + sum1 + (sum2 + sum3));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static ulong Sum128(byte* one, byte* other, nuint length)
    {
        var (sum0, sum1) = (Vector128<ulong>.Zero, Vector128<ulong>.Zero);
        for (nuint at = 0; at + 32 <= length; at += 32)
        {
            sum0 += Vector128.Load((ulong*)(one + at)) + Vector128.Load((ulong*)(other + at));
            sum1 += Vector128.Load((ulong*)(one + at + 16)) + Vector128.Load((ulong*)(other + at + 16));
        }
        return Vector128.Sum(sum0 + sum1);
    }
}
