using System.Globalization;
using System.Text;

namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>
/// Why the kernel does not let this process take another's descriptor, and what helps: pidfd_getfd(2) asks for the right to trace it,
/// ptrace(2), which the capability CAP_SYS_PTRACE and <c>kernel.yama.ptrace_scope</c> decide upon.
/// </summary>
/// <param name="Scope">Of Yama; 0 where the kernel has none.</param>
/// <param name="HasCapability">Whether this process has CAP_SYS_PTRACE.</param>
readonly record struct PtraceRule(int Scope, bool HasCapability)
{
    const int CapSysPtrace = 19;

    internal static PtraceRule Read(string proc)
    {
        var scope = ProcText.Read(Path.Combine(proc, "sys/kernel/yama/ptrace_scope"), 16);
        var status = Encoding.UTF8.GetString(ProcText.Read(Path.Combine(proc, "self/status"), 1 << 16) ?? []);
        return new(
            scope is not null && int.TryParse(Encoding.ASCII.GetString(scope), CultureInfo.InvariantCulture, out var number) ? number : 0,
            HasCapabilityIn(status));
    }

    /// <summary>What is to be done about a refusal.</summary>
    internal string Remedy => (Scope, HasCapability) switch
    {
        ( >= 3, _) => "kernel.yama.ptrace_scope is 3, which allows it to nobody: only the handover socket is left",
        ( >= 1, false) => $"kernel.yama.ptrace_scope is {Scope}, so that CAP_SYS_PTRACE is needed",
        (_, false) => "CAP_SYS_PTRACE is needed",
        _ => "CAP_SYS_PTRACE is there, so that a security module, a seccomp filter or a user namespace forbids it",
    };

    static bool HasCapabilityIn(string status)
    {
        const string Key = "\nCapEff:";
        var start = status.IndexOf(Key, StringComparison.Ordinal);
        if (start < 0)
            return false;
        var line = status.AsSpan(start + Key.Length);
        var end = line.IndexOf('\n');
        var digits = (end < 0 ? line : line[..end]).Trim();
        return ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var effective)
            && (effective & 1ul << CapSysPtrace) != 0;
    }
}
