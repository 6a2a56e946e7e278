using System.Text;

namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>A descriptor of a QEMU that is a VFIO device, as its link in procfs tells.</summary>
/// <param name="Number">In that process.</param>
/// <param name="Link">The link's text.</param>
public sealed record QemuFd(int Number, string Link)
{
    /// <summary>What a device is that was got from its group; the link tells nothing else.</summary>
    public const string GroupDeviceLink = "anon_inode:[vfio-device]";

    const string CdevPrefix = "/dev/vfio/devices/";

    /// <summary><c>vfioN</c> where it was opened as a character device; else null.</summary>
    public string? Cdev { get; } = Link.StartsWith(CdevPrefix, StringComparison.Ordinal) ? Link[CdevPrefix.Length..] : null;

    internal static bool IsDevice(ReadOnlySpan<byte> link) =>
        link.SequenceEqual(GroupDeviceLinkBytes)
        || link.StartsWith("/dev/vfio/devices/vfio"u8) && IsNumber(link["/dev/vfio/devices/vfio".Length..]);

    /// <summary>The number of the group that the link is of, <c>/dev/vfio/N</c>, or null.</summary>
    internal static string? GroupOf(ReadOnlySpan<byte> link) =>
        link.StartsWith("/dev/vfio/"u8) && link["/dev/vfio/".Length..] is var number && IsNumber(number)
            ? Encoding.ASCII.GetString(number)
            : null;

    static ReadOnlySpan<byte> GroupDeviceLinkBytes => "anon_inode:[vfio-device]"u8;

    static bool IsNumber(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
