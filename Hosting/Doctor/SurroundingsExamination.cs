using System.Net.NetworkInformation;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Configuration.Hocon;
using Scanout.Pipeline.Devices.Vfio.Doctor;

namespace Scanout.Hosting.Doctor;

/// <summary>What surrounds the service beside its devices: disk, libraries, certificates, files that are secret, ports, Redis, pages. It changes nothing.</summary>
/// <param name="settings">The service's.</param>
/// <param name="tree">The same as it was read.</param>
/// <param name="isServing">Whether the service runs.</param>
/// <param name="time">The clock of certificates.</param>
sealed class SurroundingsExamination(ScanoutSettings settings, HoconObject tree, bool isServing, TimeProvider time)
{
    public async Task<IReadOnlyList<Finding>> ExamineAsync(CancellationToken cancellationToken)
    {
        List<Finding> findings = [.. LibrariesExamination.OfHost.Examine(settings)];
        findings.AddRange(await new RecordingsExamination(settings.Recording, FreeBytes, isServing).ExamineAsync(cancellationToken));
        findings.AddRange(AccessExamination.Examine(settings, time.GetUtcNow()));
        if (!isServing)
            findings.AddRange(new PortsExamination(settings, IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()).Examine());
        if (RedisExamination.AddressIn(tree) is { } redis)
            findings.Add(await RedisExamination.ExamineAsync(redis, cancellationToken));
        findings.Add(PagesExamination.Examine(Path.Combine(AppContext.BaseDirectory, "Pages")));
        return findings;
    }

    static long FreeBytes(string directory) => new DriveInfo(directory).AvailableFreeSpace;
}
