using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>
/// Lists the entries of a directory whose names are numbers: processes, descriptors. By getdents64(2): the framework's listing asks what
/// each link leads to, which of a descriptor's link may be a file on a server that does not answer.
/// </summary>
static class ProcNumbers
{
    const int BufferBytes = 32 * 1024;
    const int LengthOffset = 16;
    const int NameOffset = 19;

    /// <summary>Adds them, in the directory's order.</summary>
    /// <returns>0, or the errno for which it can't be listed.</returns>
    internal static int List(string directory, List<int> numbers)
    {
        using var fd = new DeviceFd(Libc.Open(directory, Libc.O_RDONLY | Libc.O_CLOEXEC | Libc.O_NONBLOCK, 0));
        return fd.IsInvalid ? Marshal.GetLastPInvokeError() : List(fd, numbers);
    }

    static unsafe int List(DeviceFd directory, List<int> numbers)
    {
        var buffer = stackalloc byte[BufferBytes];
        while (true)
        {
            var length = Libc.Getdents64(directory, buffer, BufferBytes);
            if (length <= 0)
                return length == 0 ? 0 : Marshal.GetLastPInvokeError();
            Add(new(buffer, length), numbers);
        }
    }

    /// <summary><c>struct linux_dirent64</c>, one after the other: inode, offset, length of the entry, type, name.</summary>
    static void Add(ReadOnlySpan<byte> entries, List<int> numbers)
    {
        while (!entries.IsEmpty)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(entries[LengthOffset..]);
            var name = entries[NameOffset..length];
            name = name[..name.IndexOf((byte)0)];
            if (Utf8Parser.TryParse(name, out int number, out var digits) && digits == name.Length && number >= 0)
                numbers.Add(number);
            entries = entries[length..];
        }
    }
}
