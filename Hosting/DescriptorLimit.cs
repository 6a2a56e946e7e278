using System.Globalization;

namespace Scanout.Hosting;

/// <summary>How many file descriptors a process may have open, as <c>/proc/PID/limits</c> has it (proc(5)).</summary>
static class DescriptorLimit
{
    const string Name = "Max open files";

    /// <summary>The soft limit; <see cref="long.MaxValue"/> where there is none.</summary>
    public static long Of(IEnumerable<string> limits) =>
        limits.FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal)) is { } found
        && long.TryParse(found[Name.Length..].TrimStart().Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : long.MaxValue;
}
