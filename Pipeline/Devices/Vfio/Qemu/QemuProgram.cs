using System.Globalization;
using System.Text;

namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>
/// Whether a process is a QEMU: its program's file, what it was called as, or what it calls itself says so; where the program is run
/// through the dynamic loader, one of the loader's arguments is the program.
/// </summary>
static class QemuProgram
{
    const int MaxArgumentBytes = 1 << 22;

    internal static byte[]? ReadArguments(string proc, int pid) =>
        ProcText.Read(string.Create(CultureInfo.InvariantCulture, $"{proc}/{pid}/cmdline"), MaxArgumentBytes);

    /// <returns>Null where it has no arguments: a thread of the kernel has none, nor has a program that is just being executed.</returns>
    internal static bool? Is(string proc, int pid, string command)
    {
        if (IsName(command))
            return true;
        if (ReadArguments(proc, pid) is not { Length: > 0 } arguments)
            return null;
        var file = ProcLink.Read(string.Create(CultureInfo.InvariantCulture, $"{proc}/{pid}/exe"));
        return Is(file is null ? "" : BaseName(file), arguments);
    }

    internal static bool Is(string fileName, ReadOnlySpan<byte> arguments)
    {
        var first = BaseName(Encoding.UTF8.GetString(Argument(ref arguments)));
        if (IsName(fileName) || IsName(first))
            return true;
        if (!IsLoader(fileName) && !IsLoader(first))
            return false;
        while (!arguments.IsEmpty)
        {
            var name = Argument(ref arguments);
            name = name[(name.LastIndexOf((byte)'/') + 1)..];
            if (name.StartsWith("qemu-system-"u8))
                return true;
        }
        return false;
    }

    /// <summary>
    /// Also of a file that was replaced since (<c> (deleted)</c>), and of one that a distribution wrapped (<c>.NAME-wrapped</c>).
    /// </summary>
    static bool IsName(string name)
    {
        name = name.Replace(" (deleted)", "", StringComparison.Ordinal).TrimStart('.');
        return name.StartsWith("qemu-system-", StringComparison.Ordinal) || name is "qemu-kvm" or "kvm";
    }

    static bool IsLoader(string name) => name.StartsWith("ld-linux", StringComparison.Ordinal);

    static string BaseName(string path) => path[(path.LastIndexOf('/') + 1)..];

    static ReadOnlySpan<byte> Argument(ref ReadOnlySpan<byte> arguments)
    {
        var end = arguments.IndexOf((byte)0);
        var argument = end < 0 ? arguments : arguments[..end];
        arguments = arguments[Math.Min(arguments.Length, argument.Length + 1)..];
        return argument;
    }
}
