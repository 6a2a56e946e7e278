using System.Globalization;

namespace Scanout.Hosting.Systemd;

/// <summary>Whether standard error is the journal's, as <c>JOURNAL_STREAM</c> has it (systemd.exec(5)): a child with another one inherits the variable too.</summary>
static class Journal
{
    public static bool TakesStandardError =>
        IsStream(Environment.GetEnvironmentVariable("JOURNAL_STREAM"), new FileInfo("/proc/self/fd/2").LinkTarget);

    /// <param name="journalStream">A device and an inode, as <c>8:1234</c>; null where there is no journal.</param>
    /// <param name="link">What the descriptor is, as <c>/proc</c> shows it: <c>socket:[1234]</c>.</param>
    internal static bool IsStream(string? journalStream, string? link) =>
        journalStream?.Split(':') is [_, var inode] && ulong.TryParse(inode, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        && link is not null && link.EndsWith($":[{inode}]", StringComparison.Ordinal);
}
