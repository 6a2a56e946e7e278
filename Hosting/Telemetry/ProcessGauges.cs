using System.Diagnostics;
using System.Diagnostics.Metrics;
using Scanout.Pipeline;

namespace Scanout.Hosting.Telemetry;

/// <summary>
/// The process in numbers, as asked for at the moment of a scrape: by the names that every Prometheus client library has for them, and by those of
/// OpenTelemetry's semantic conventions. Neither world looks for the other's.
/// </summary>
sealed class ProcessGauges : IDisposable
{
    readonly Meter meter = new(PipelineMeter.Name);

    public ProcessGauges()
    {
        meter.CreateObservableCounter("process_cpu", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "Processor time that the service has taken.");
        meter.CreateObservableGauge("process_resident_memory", () => Environment.WorkingSet, "By", "Memory of the service that is resident.");
        var started = new DateTimeOffset(Process.GetCurrentProcess().StartTime).ToUnixTimeMilliseconds() / 1000.0;
        meter.CreateObservableGauge("process_start_time_seconds", () => started, null, "When the service was started, in seconds since 1970.");
        meter.CreateObservableGauge("process_open_fds", OpenDescriptors, null, "File descriptors that the service has open.");
        meter.CreateObservableGauge("process_max_fds", () => DescriptorLimit.Of(File.ReadLines("/proc/self/limits")), null, "File descriptors that it may have open.");
        meter.CreateObservableCounter(
            "process.cpu.time",
            () => new Measurement<double>[]
            {
                new(Environment.CpuUsage.UserTime.TotalSeconds, new KeyValuePair<string, object?>("cpu.mode", "user")),
                new(Environment.CpuUsage.PrivilegedTime.TotalSeconds, new KeyValuePair<string, object?>("cpu.mode", "system")),
            },
            "s", "Processor time that the service has taken, by mode.");
        meter.CreateObservableUpDownCounter("process.memory.usage", () => Environment.WorkingSet, "By", "Memory of the service that is resident.");
    }

    static int OpenDescriptors() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();

    public void Dispose() => meter.Dispose();
}
