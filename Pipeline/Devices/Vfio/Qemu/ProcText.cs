using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>Reads the small files of procfs, which may be gone at any moment: what can't be read is null, nothing is thrown.</summary>
static class ProcText
{
    /// <summary>The whole file, or as much of it as may be had.</summary>
    internal static byte[]? Read(string path, int maxBytes)
    {
        using var fd = new DeviceFd(Libc.Open(path, Libc.O_RDONLY | Libc.O_CLOEXEC | Libc.O_NONBLOCK, 0));
        if (fd.IsInvalid)
            return null;
        var buffer = new byte[Math.Min(maxBytes, 1024)];
        var length = 0;
        while (true)
        {
            var got = Read(fd, buffer.AsSpan(length), length);
            if (got < 0)
                return null;
            length += got;
            if (got == 0 || length == maxBytes)
                return buffer[..length];
            if (length == buffer.Length)
                Array.Resize(ref buffer, Math.Min(maxBytes, 2 * length));
        }
    }

    static unsafe int Read(DeviceFd fd, Span<byte> destination, long offset)
    {
        fixed (byte* bytes = destination)
            return (int)Libc.Pread(fd, bytes, (nuint)destination.Length, offset);
    }
}
