using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>What <c>/proc/PID/stat</c> says of a process (proc_pid_stat(5)); anybody may read it.</summary>
/// <param name="Command">The name of its program, cut to 15 bytes, or what it calls itself.</param>
/// <param name="HasEnded">It is a zombie: it holds nothing any more.</param>
/// <param name="StartTicks">
/// When it began, in hundredths of a second since the host did; with its number it tells it from any other.
/// </param>
readonly record struct ProcStat(string Command, bool HasEnded, long StartTicks)
{
    internal const int TicksPerSecond = 100;

    const int MaxBytes = 4096;
    const int StateField = 3;
    const int StartField = 22;

    internal static ProcStat? Read(string proc, int pid) =>
        ProcText.Read(string.Create(CultureInfo.InvariantCulture, $"{proc}/{pid}/stat"), MaxBytes) is { } text ? Parse(text) : null;

    internal static ProcStat? Parse(ReadOnlySpan<byte> text)
    {
        // The name may hold spaces and parentheses of its own: it ends at the last.
        var open = text.IndexOf((byte)'(');
        var close = text.LastIndexOf((byte)')');
        if (open < 0 || close < open)
            return null;
        var rest = text[(close + 1)..].TrimStart((byte)' ');
        if (rest.IsEmpty)
            return null;
        var state = rest[0];
        for (var field = StateField; field < StartField; field++)
        {
            var space = rest.IndexOf((byte)' ');
            if (space < 0)
                return null;
            rest = rest[(space + 1)..];
        }
        return Utf8Parser.TryParse(rest, out long start, out _)
            ? new(Encoding.UTF8.GetString(text[(open + 1)..close]), state is (byte)'Z' or (byte)'X', start)
            : null;
    }
}
