using System.Globalization;
using Scanout.Pipeline.Devices.Vfio.Doctor;

namespace Scanout.Hosting.Doctor;

/// <summary>Whether systemd knows the service, watches over it, and gives it enough descriptors.</summary>
/// <param name="root">Of the host's files.</param>
/// <param name="ownLimit">The descriptors that this process may have, where no unit says it for the service.</param>
sealed class UnitExamination(string root, long ownLimit)
{
    /// <summary>Every WebSocket that there may be, and for each of a few hundred displays its device, its listeners and its recording.</summary>
    const long EnoughDescriptors = 8192;

    const string Name = "scanout.service";

    /// <summary>In the order in which systemd looks (systemd.unit(5)).</summary>
    static readonly string[] Places = ["etc/systemd/system", "run/systemd/system", "usr/local/lib/systemd/system", "usr/lib/systemd/system", "lib/systemd/system"];

    public IReadOnlyList<Finding> Examine()
    {
        var path = Places.Select(place => Path.Combine(root, place, Name)).FirstOrDefault(File.Exists);
        if (path is null)
            return
            [
                // Whether systemd runs the host (sd_booted(3)).
                .. Directory.Exists(Path.Combine(root, "run/systemd/system"))
                    ? new[] { new Finding(Severity.Note, "unit", $"there is no {Name}", "README.md, «As a service», says how it is installed") } : [],
                Descriptors(ownLimit, "this shell"),
            ];
        var lines = Lines(path);
        return
        [
            lines.Any(line => line.StartsWith("WatchdogSec=", StringComparison.Ordinal))
                ? new(Severity.Good, "unit", $"{path} is there, with a watchdog")
                : new(Severity.Note, "unit", $"{path} has no watchdog: a service that hangs is not started anew", "WatchdogSec=30"),
            Descriptors(
                lines.LastOrDefault(line => line.StartsWith("LimitNOFILE=", StringComparison.Ordinal)) is { } limit ? LimitOf(limit) : ownLimit, "the unit"),
        ];
    }

    /// <summary>Of the unit, and of its drop-ins after it.</summary>
    List<string> Lines(string path)
    {
        var dropIns = Places.Select(place => Path.Combine(root, place, $"{Name}.d")).Where(Directory.Exists)
            .SelectMany(directory => Directory.EnumerateFiles(directory, "*.conf")).OrderBy(Path.GetFileName, StringComparer.Ordinal);
        return [.. dropIns.Prepend(path).SelectMany(File.ReadLines).Select(line => line.Trim())];
    }

    /// <summary>The soft limit is the first of two; .NET takes the hard one.</summary>
    static long LimitOf(string line) =>
        line.Split('=')[1].Split(':')[^1] is var text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : long.MaxValue;

    static Finding Descriptors(long limit, string whose) => limit >= EnoughDescriptors
        ? new(Severity.Good, "descriptors", $"{whose} allows enough open files")
        : new(
            Severity.Note, "descriptors", $"{whose} allows {limit} open files: with many displays and viewers the service runs out of them",
            $"LimitNOFILE=65536 in the unit, or ulimit -n {EnoughDescriptors}");
}
