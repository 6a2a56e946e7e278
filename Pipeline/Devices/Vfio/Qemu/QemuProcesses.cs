using System.Buffers.Text;

namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>
/// The QEMUs of this host that have VFIO devices, by scanning procfs. Made to be asked several times a second among thousands of processes:
/// what was seen not to be a QEMU is left alone once it is older than <see cref="YoungAge"/>, for a program is executed soon after its
/// process was made; a few of the old are looked at again at each scan, so that one that was taken for another's number, or waited long, is
/// found in the end. One thread.
/// </summary>
public sealed class QemuProcesses(HostRoots roots, TimeProvider time)
{
    /// <summary>How long a process is watched for becoming a QEMU.</summary>
    public static readonly TimeSpan YoungAge = TimeSpan.FromSeconds(10);

    /// <summary>How many of the old are looked at again by one scan.</summary>
    public const int OldPerScan = 32;

    readonly Dictionary<int, Seen> seen = [];
    readonly List<int> pids = [];
    readonly long origin = time.GetTimestamp();
    int nextOld;
    int scan;

    /// <summary>The QEMUs that could not be looked into at the last scan. May be asked on any thread.</summary>
    public IReadOnlyList<QemuFinding> Findings { get; private set; } = [];

    /// <summary>Every QEMU with a VFIO device now, the oldest first. What can't be read just now is left out; nothing is thrown.</summary>
    public IReadOnlyList<QemuProcess> Scan()
    {
        scan++;
        pids.Clear();
        ProcNumbers.List(roots.Proc, pids);
        var now = time.GetElapsedTime(origin);
        var uptimeSeconds = UptimeSeconds();
        for (var i = 0; i < pids.Count; i++)
            Look(pids[i], now, uptimeSeconds, isTurn: i >= nextOld && i < nextOld + OldPerScan);
        nextOld = nextOld + OldPerScan < pids.Count ? nextOld + OldPerScan : 0;
        foreach (var (pid, process) in seen)
            if (process.Scan != scan)
                seen.Remove(pid);
        return Tell();
    }

    void Look(int pid, TimeSpan now, double uptimeSeconds, bool isTurn)
    {
        if (seen.TryGetValue(pid, out var known) && known.Fds is null && now >= known.YoungUntil && !isTurn)
        {
            known.Scan = scan;
            return;
        }
        if (ProcStat.Read(roots.Proc, pid) is not { HasEnded: false } stat)
            return;
        if (known is null || known.StartTicks != stat.StartTicks)
            seen[pid] = known = new(stat.StartTicks, now + YoungAge - Age(stat, uptimeSeconds));
        known.Scan = scan;
        if (known.Command != stat.Command && QemuProgram.Is(roots.Proc, pid, stat.Command) is { } isQemu)
        {
            known.Command = stat.Command;
            if (isQemu)
                known.Fds ??= new(roots.Proc, pid, stat.StartTicks);
        }
        known.Fds?.Look();
    }

    List<QemuProcess> Tell()
    {
        var qemus = seen.Values.Where(process => process.Fds is not null).ToList();
        var findings = qemus.Select(process => process.Fds!.Finding).OfType<QemuFinding>().OrderBy(finding => finding.Pid);
        if (!findings.SequenceEqual(Findings))
            Findings = [.. findings];
        var found = qemus.Select(process => process.Fds!.Process).OfType<QemuProcess>();
        return [.. found.OrderBy(process => process.StartTicks).ThenBy(process => process.Pid)];
    }

    /// <summary>
    /// At most <see cref="YoungAge"/>; nothing where the host does not say how long it is up, so that every process is young at first.
    /// </summary>
    static TimeSpan Age(in ProcStat stat, double uptimeSeconds)
    {
        var seconds = uptimeSeconds - (double)stat.StartTicks / ProcStat.TicksPerSecond;
        return seconds >= YoungAge.TotalSeconds ? YoungAge : seconds > 0 ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
    }

    double UptimeSeconds() =>
        ProcText.Read(Path.Combine(roots.Proc, "uptime"), 64) is { } text && Utf8Parser.TryParse(text, out double seconds, out _)
            ? seconds
            : 0;

    /// <summary>A process as it was last looked at.</summary>
    sealed class Seen(long startTicks, TimeSpan youngUntil)
    {
        internal long StartTicks => startTicks;

        internal TimeSpan YoungUntil => youngUntil;

        /// <summary>What it called itself when it was decided what it is; by executing a program it calls itself anew.</summary>
        internal string? Command { get; set; }

        /// <summary>Of a QEMU.</summary>
        internal QemuFds? Fds { get; set; }

        internal int Scan { get; set; }
    }
}
