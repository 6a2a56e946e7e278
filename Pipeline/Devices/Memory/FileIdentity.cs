namespace Scanout.Pipeline.Devices.Memory;

/// <summary>
/// Which file it is that a path or a descriptor stands for: another file in the same place, even one that got the old one's inode
/// number, is another identity.
/// </summary>
readonly record struct FileIdentity(uint DeviceMajor, uint DeviceMinor, ulong Inode, long BirthSeconds, uint BirthNanoseconds)
{
    const uint Wanted = Libc.STATX_BASIC_STATS | Libc.STATX_BTIME;

    /// <summary>The regular file at a path, symbolic links followed; null where there is none or it can't be asked.</summary>
    internal static FileIdentity? OfRegularFile(string path) =>
        Libc.StatPath(Libc.AT_FDCWD, path, 0, Wanted, out var stat) == 0 && stat.IsRegularFile ? Of(stat) : null;

    /// <summary>Whatever is at a path, symbolic links followed; null where there is nothing or it can't be asked.</summary>
    internal static FileIdentity? OfAny(string path) => Libc.StatPath(Libc.AT_FDCWD, path, 0, Wanted, out var stat) == 0 ? Of(stat) : null;

    internal static FileIdentity? Of(DeviceFd fd) => TryStat(fd, out var stat) ? Of(stat) : null;

    internal static unsafe bool TryStat(DeviceFd fd, out Libc.StatX stat)
    {
        var emptyPath = stackalloc byte[1];
        emptyPath[0] = 0;
        return Libc.StatFd(fd, emptyPath, Libc.AT_EMPTY_PATH, Wanted, out stat) == 0;
    }

    static FileIdentity Of(in Libc.StatX stat) =>
        new(stat.DeviceMajor, stat.DeviceMinor, stat.Inode, stat.BirthSeconds, stat.BirthNanoseconds);
}
