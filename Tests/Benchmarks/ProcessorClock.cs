using System.Runtime.InteropServices;

namespace Scanout.Benchmarks;

/// <summary>The processor time that Linux has counted, in nanoseconds, as clock_gettime(2) tells it.</summary>
static partial class ProcessorClock
{
    const int Process = 2;
    const int Thread = 3;

    /// <summary>This process's, all its threads, those that have ended too.</summary>
    public static TimeSpan ThisProcess => Ask(Process);

    /// <summary>The calling thread's.</summary>
    public static TimeSpan ThisThread => Ask(Thread);

    /// <summary>
    /// Another process's: utime + stime of <c>/proc/PID/stat</c>, but from the clock that there is for each process (clock_getcpuclockid(3)).
    /// </summary>
    public static TimeSpan Read(int processId) =>
        // The id that glibc computes: the process's number inverted, then two bits for "scheduler's time".
        Ask(~processId << 3 | 2);

    static TimeSpan Ask(int clock)
    {
        if (ClockGetTime(clock, out var time) != 0)
            throw new InvalidOperationException($"there is no processor clock {clock}: its process has ended");
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
