using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Recordings.Store;

/// <summary>
/// The directory of the recordings, held open and locked against a second service. Displays' directories are reached from it without
/// following symbolic links, so nothing outside is ever written or deleted. Used under the store's lock only.
/// </summary>
sealed class StoreDirectory : IDisposable
{
    const string LockName = ".lock";
    const int OwnerOnly = 0x180; // rw-------
    const UnixFileMode OwnerDirectory = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    readonly SafeFileHandle lockFile;
    readonly FileIdentity? identity;

    StoreDirectory(string path, SafeFileHandle root, SafeFileHandle lockFile)
    {
        Path = path;
        Root = root;
        this.lockFile = lockFile;
        identity = Identity();
    }

    /// <summary>Absolute, without a slash at its end.</summary>
    internal string Path { get; }

    internal SafeFileHandle Root { get; }

    /// <summary>False: somebody moved or removed it or its lock; what is at its path now may be another service's.</summary>
    internal bool IsCurrent => identity is not null && Identity() == identity;

    /// <exception cref="RecordingStoppedException">It can't be made or opened, or another service records into it.</exception>
    internal static StoreDirectory Open(string path)
    {
        try
        {
            Directory.CreateDirectory(path, OwnerDirectory);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw RecordingStoppedException.Of(StopReason.Failed, path, refused.Message);
        }
        var root = Handle(Libc.Open(path, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0), out var errno);
        if (root.IsInvalid)
            throw RecordingStoppedException.OfErrno(path, errno);
        var lockFile = Handle(
            Libc.OpenAt(root, LockName, Libc.O_RDWR | Libc.O_CREAT | Libc.O_NOFOLLOW | Libc.O_NONBLOCK | Libc.O_CLOEXEC, OwnerOnly),
            out errno);
        if (!lockFile.IsInvalid && (errno = SegmentLock.Take(lockFile)) == 0)
            return new(path, root, lockFile);
        lockFile.Dispose();
        root.Dispose();
        throw errno is Libc.EAGAIN or Libc.EACCES && !lockFile.IsInvalid
            ? RecordingStoppedException.Of(StopReason.Failed, path, "another service records into this directory")
            : RecordingStoppedException.OfErrno(System.IO.Path.Combine(path, LockName), errno);
    }

    /// <summary>A display's directory. Invalid, with errno: there is none, or it is no directory.</summary>
    internal SafeFileHandle OpenDisplay(string display, out int errno) => Handle(
        Libc.OpenAt(Root, display, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0), out errno);

    /// <summary>As the other; it is made where there is none.</summary>
    internal SafeFileHandle MakeDisplay(string display, out int errno) =>
        Libc.MkdirAt(Root, display, (int)OwnerDirectory) == 0 || Marshal.GetLastPInvokeError() == Libc.EEXIST
            ? OpenDisplay(display, out errno)
            : Handle(-1, out errno);

    /// <summary>A file that was not there before. Invalid, with errno: EEXIST where it was.</summary>
    internal static SafeFileHandle Create(SafeFileHandle display, string name, out int errno) => Handle(
        Libc.OpenAt(display, name, Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, OwnerOnly), out errno);

    /// <summary>Whether there is a file of that name.</summary>
    internal static bool Has(SafeFileHandle display, string name) =>
        Libc.StatAt(display, name, Libc.AT_SYMLINK_NOFOLLOW, Libc.STATX_BASIC_STATS, out var stat) == 0 && stat.IsRegularFile;

    /// <summary>0, or the errno.</summary>
    internal static int Rename(SafeFileHandle display, string name, string newName) =>
        Libc.RenameAt(display, name, display, newName) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Removes a display's directory if nothing is in it.</summary>
    internal void RemoveIfEmpty(string display) => _ = Libc.UnlinkAt(Root, display, Libc.AT_REMOVEDIR);

    public void Dispose()
    {
        SegmentLock.LetGo(lockFile);
        lockFile.Dispose();
        Root.Dispose();
    }

    FileIdentity? Identity() => FileIdentity.OfRegularFile(System.IO.Path.Combine(Path, LockName));

    static SafeFileHandle Handle(int fd, out int errno)
    {
        errno = fd < 0 ? Marshal.GetLastPInvokeError() : 0;
        return new(fd, ownsHandle: true);
    }
}
