using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>Reads the text of links: of descriptors (<c>/proc/PID/fd/N</c>) without a string for each of thousands.</summary>
static class ProcLink
{
    /// <summary>Longer texts are cut; none that is looked for is as long.</summary>
    internal const int MaxBytes = 512;

    /// <summary>The text of the link called so in a directory; empty, with errno, where there is none or it may not be read.</summary>
    /// <param name="directory">In UTF-8, with its slash.</param>
    /// <param name="number">The link's name.</param>
    /// <param name="buffer">Of <see cref="MaxBytes"/>; holds what is returned.</param>
    /// <param name="errno">0, or why not.</param>
    internal static unsafe ReadOnlySpan<byte> Read(ReadOnlySpan<byte> directory, int number, Span<byte> buffer, out int errno)
    {
        Span<byte> path = stackalloc byte[directory.Length + 12];
        directory.CopyTo(path);
        Utf8Formatter.TryFormat(number, path[directory.Length..], out var digits);
        path[directory.Length + digits] = 0;
        fixed (byte* name = path, target = buffer)
        {
            var length = Libc.ReadLink(name, target, (nuint)buffer.Length);
            errno = length < 0 ? Marshal.GetLastPInvokeError() : 0;
            return buffer[..(int)Math.Max(0, length)];
        }
    }

    /// <summary>The text of a link, or null.</summary>
    internal static unsafe string? Read(string path)
    {
        var buffer = stackalloc byte[MaxBytes];
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            var length = Libc.ReadLink(name, buffer, MaxBytes);
            return length < 0 ? null : Encoding.UTF8.GetString(buffer, (int)length);
        }
    }

    /// <summary>The directory as <see cref="Read(ReadOnlySpan{byte}, int, Span{byte}, out int)"/> takes it.</summary>
    internal static byte[] Directory(string path) => Encoding.UTF8.GetBytes(path + '/');
}
