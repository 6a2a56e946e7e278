using System.Text;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>
/// A device event of the kernel (<c>lib/kobject_uevent.c</c>): <c>ACTION@DEVPATH</c>, then variables, each ended by a zero byte.
/// </summary>
/// <param name="Action"><c>add</c>, <c>bind</c>, <c>remove</c>, …</param>
/// <param name="DevPath">The device's directory below sysfs's root: <c>/devices/…</c></param>
/// <param name="Subsystem"><c>mdev</c>, <c>vfio-dev</c>, …</param>
readonly record struct Uevent(string Action, string DevPath, string Subsystem)
{
    /// <summary>Whether a vGPU may have come or gone with it.</summary>
    internal bool ConcernsVfio => Subsystem is "mdev" or "vfio" or "vfio-dev" or "pci";

    /// <summary>Reads a datagram; null where it is no such event: udev's own begin with a header of their own.</summary>
    internal static Uevent? Parse(ReadOnlySpan<byte> datagram)
    {
        var headEnd = datagram.IndexOf((byte)0);
        if (headEnd < 0 || !datagram[..headEnd].Contains((byte)'@'))
            return null;
        string? action = null, devPath = null, subsystem = null;
        foreach (var range in datagram.Split((byte)0))
        {
            var variable = datagram[range];
            action ??= ValueOf(variable, "ACTION="u8);
            devPath ??= ValueOf(variable, "DEVPATH="u8);
            subsystem ??= ValueOf(variable, "SUBSYSTEM="u8);
        }
        return action is null || devPath is null || subsystem is null ? null : new(action, devPath, subsystem);
    }

    static string? ValueOf(ReadOnlySpan<byte> variable, ReadOnlySpan<byte> name) =>
        variable.StartsWith(name) ? Encoding.UTF8.GetString(variable[name.Length..]) : null;
}
