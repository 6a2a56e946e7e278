using System.Net.NetworkInformation;
using Scanout.Hosting.Cluster;
using Scanout.Hosting.Configuration;
using Scanout.Pipeline.Devices.Vfio.Doctor;

namespace Scanout.Hosting.Doctor;

/// <summary>What surrounds the service beside its devices: disk, libraries, certificates, files that are secret, ports, Redis and the
/// other hosts, the collector, systemd, pages. It changes nothing.</summary>
/// <param name="settings">The service's.</param>
/// <param name="root">Of the host's files.</param>
/// <param name="isServing">Whether the service runs.</param>
/// <param name="time">The clock of certificates.</param>
sealed class SurroundingsExamination(ScanoutSettings settings, string root, bool isServing, TimeProvider time)
{
    public async Task<IReadOnlyList<Finding>> ExamineAsync(CancellationToken cancellationToken)
    {
        List<Finding> findings = [.. LibrariesExamination.OfHost.Examine(settings)];
        findings.AddRange(await new RecordingsExamination(settings.Recording, FreeBytes, isServing).ExamineAsync(cancellationToken));
        findings.AddRange(AccessExamination.Examine(settings, time.GetUtcNow()));
        if (!isServing)
            findings.AddRange(new PortsExamination(settings, IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()).Examine());
        if (settings.Cluster.Redis.Length > 0)
        {
            findings.AddRange(await new RedisExamination(settings.Cluster.Redis, time).ExamineAsync());
            await using var store = new RedisStore(settings.Cluster.Redis);
            findings.AddRange(await new ClusterExamination(settings.Cluster, store, isServing, time).ExamineAsync(cancellationToken));
        }
        findings.AddRange(await CollectorExamination.ExamineAsync(settings.Telemetry, cancellationToken));
        findings.AddRange(new UnitExamination(root, DescriptorLimit.Of(File.ReadLines("/proc/self/limits"))).Examine());
        findings.Add(ExportsExamination.Examine(Path.GetTempPath(), FreeBytes(Path.GetTempPath())));
        findings.Add(PagesExamination.Examine(Path.Combine(AppContext.BaseDirectory, "Pages")));
        return findings;
    }

    static long FreeBytes(string directory) => new DriveInfo(directory).AvailableFreeSpace;
}
