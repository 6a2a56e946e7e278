using System.Runtime.InteropServices;

namespace Scanout.Benchmarks.Vnc.Peers;

/// <summary>
/// The processor time of another process, all its threads, those that have ended too: utime + stime of <c>/proc/PID/stat</c>, but from the
/// clock that Linux has for each process, in nanoseconds (clock_getcpuclockid(3)).
/// </summary>
static partial class ProcessorClock
{
    public static TimeSpan Read(int processId)
    {
        // The id that glibc computes: the process's number inverted, then two bits for "scheduler's time".
        if (ClockGetTime(~processId << 3 | 2, out var time) != 0)
            throw new InvalidOperationException($"process {processId} has no processor clock: it has ended");
        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
