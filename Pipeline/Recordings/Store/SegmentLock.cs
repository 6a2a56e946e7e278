using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Recordings.Store;

/// <summary>
/// The mark of a file that is being written: an open file description lock (fcntl(2)) over all of it, which the writer holds and readers
/// only ask for. It ends with the writer's process, whichever way that ends: a segment without it and without an end is torn. Any thread.
/// </summary>
public static class SegmentLock
{
    /// <summary>Whether some process, this one included, is writing the file; not if it is not there or can't be read.</summary>
    public static bool IsWritten(string path)
    {
        const int Flags = Libc.O_RDONLY | Libc.O_CLOEXEC | Libc.O_NONBLOCK | Libc.O_NOCTTY;
        using var file = new SafeFileHandle(Libc.Open(path, Flags, 0), ownsHandle: true);
        return !file.IsInvalid && IsWritten(file);
    }

    /// <param name="file">The reader's own: the writer asking with its own would not see its lock.</param>
    public static unsafe bool IsWritten(SafeFileHandle file)
    {
        var asked = new Libc.FileLock { Type = Libc.F_WRLCK };
        return Libc.Fcntl(file, Libc.F_OFD_GETLK, &asked) == 0 && asked.Type != Libc.F_UNLCK;
    }

    /// <summary>0, or the errno: EAGAIN where another has it.</summary>
    /// <param name="file">Open for writing.</param>
    internal static unsafe int Take(SafeFileHandle file)
    {
        var wanted = new Libc.FileLock { Type = Libc.F_WRLCK };
        return Libc.Fcntl(file, Libc.F_OFD_SETLK, &wanted) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>
    /// Lets go of it, as closing the file does; but a process that is being started may have the file open for a moment longer.
    /// </summary>
    internal static unsafe void LetGo(SafeFileHandle file)
    {
        var none = new Libc.FileLock { Type = Libc.F_UNLCK };
        _ = Libc.Fcntl(file, Libc.F_OFD_SETLK, &none);
    }
}
