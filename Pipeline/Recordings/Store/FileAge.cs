using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Recordings.Store;

/// <summary>When a segment was last written to, which decides when it goes: packing and repairs leave it as it was.</summary>
static class FileAge
{
    /// <summary>0, or the errno.</summary>
    internal static unsafe int Set(SafeFileHandle file, DateTime changedUtc)
    {
        var seconds = Math.DivRem((changedUtc - DateTime.UnixEpoch).Ticks, TimeSpan.TicksPerSecond, out var ticks);
        var times = stackalloc Libc.TimeSpec[2];
        times[0] = new() { Nanoseconds = Libc.UTIME_OMIT };
        times[1] = new() { Seconds = seconds, Nanoseconds = ticks * TimeSpan.NanosecondsPerTick };
        return Libc.Futimens(file, times) < 0 ? Marshal.GetLastPInvokeError() : 0;
    }
}
