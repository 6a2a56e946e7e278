using System.Runtime.InteropServices;

namespace Scanout.Pipeline.Devices.Memory;

/// <summary>
/// A file in which another process, which is not trusted, keeps pixels and facts. It may shrink, grow or vanish between any two reads. A
/// memory file that is sealed against shrinking is read where it lies; any other is copied out, which fails softly. Belongs to one device;
/// one thread at a time.
/// </summary>
public sealed class PublishedMemory : IDisposable
{
    readonly DeviceFd fd;
    readonly ReadBuffer buffer = new();
    readonly bool hadName;
    bool mayMap;
    NativeMapping? mapping;

    PublishedMemory(DeviceFd fd, bool isWritable, bool hadName)
    {
        this.fd = fd;
        this.hadName = hadName;
        IsWritable = isWritable;
        mayMap = CanNotShrink(fd);
    }

    /// <summary>Whether the system lets us write into the file.</summary>
    public bool IsWritable { get; }

    /// <summary>Whether the file is read where it lies. Its length never falls then, and to look at a word of it costs one load.</summary>
    public bool IsDirect => mapping is not null;

    /// <summary>Opens a regular file, for reading and, where that is permitted, writing; symbolic links are followed.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="kind">What the file is, for the message: <c>region file</c>.</param>
    /// <exception cref="DeviceException">It can't be opened or is no regular file.</exception>
    public static PublishedMemory Open(string path, string kind)
    {
        // Opening a FIFO may hang and opening a device may do something: so it is looked at first, and what was looked at is opened.
        using var place = new DeviceFd(Libc.Open(path, Libc.O_PATH | Libc.O_CLOEXEC, 0));
        if (place.IsInvalid || !TryStat(place, out var stat))
            throw SystemError.Exception($"the {kind} {path} can't be opened");
        if (!stat.IsRegularFile)
            throw new DeviceException($"the {kind} {path} is not a regular file");

        var samePlace = $"/proc/self/fd/{place.DangerousGetHandle()}";
        const int Flags = Libc.O_CLOEXEC | Libc.O_NONBLOCK | Libc.O_NOCTTY;
        var isWritable = true;
        var fd = new DeviceFd(Libc.Open(samePlace, Libc.O_RDWR | Flags, 0));
        if (fd.IsInvalid && Marshal.GetLastPInvokeError() is Libc.EACCES or Libc.EPERM or Libc.EROFS or Libc.ETXTBSY)
        {
            isWritable = false;
            fd = new DeviceFd(Libc.Open(samePlace, Libc.O_RDONLY | Flags, 0));
        }
        return fd.IsInvalid
            ? throw SystemError.Exception($"the {kind} {path} can't be opened")
            : new(fd, isWritable, hadName: stat.LinkCount > 0);
    }

    /// <summary>
    /// How long the file is now, and whether the name that it was opened by is gone from its directory. False: it can't be asked.
    /// </summary>
    public bool TryStat(out long lengthBytes, out bool isRemoved)
    {
        var known = TryStat(fd, out var stat);
        lengthBytes = (long)Math.Min(stat.SizeBytes, long.MaxValue);
        isRemoved = hadName && stat.LinkCount == 0;
        return known;
    }

    /// <summary>Bytes of the file, valid until the next call. False: the file does not have all of them any more.</summary>
    /// <param name="offset">Not negative.</param>
    /// <param name="bytes">At least 1.</param>
    /// <param name="view">The bytes; of a file that is read where it lies, they may change while they are looked at.</param>
    public bool TryView(long offset, int bytes, out ReadOnlySpan<byte> view)
    {
        if (TryMap(offset, bytes))
        {
            view = mapping!.Span(offset, bytes);
            return true;
        }
        var copy = buffer.Take(bytes);
        var read = TryCopyOut(offset, copy);
        view = read ? copy : default;
        return read;
    }

    /// <summary>
    /// Maps, where the file is read where it lies, as far as <paramref name="endBytes"/>: views up to there need no mapping of their
    /// own then.
    /// </summary>
    public void Cover(long endBytes) => TryMap(endBytes - 1, 1);

    /// <summary>As <see cref="TryView"/>, into memory of the caller.</summary>
    public bool TryRead(long offset, Span<byte> destination)
    {
        if (!TryMap(offset, destination.Length))
            return TryCopyOut(offset, destination);
        mapping!.Span(offset, destination.Length).CopyTo(destination);
        return true;
    }

    /// <summary>One little-endian word at a multiple of 4, read at once; reads that follow in the program follow it in time.</summary>
    public bool TryLoad(long offset, out uint word)
    {
        word = 0;
        if (!TryMap(offset, sizeof(uint)))
            return TryCopyOut(offset, MemoryMarshal.AsBytes(new Span<uint>(ref word)));
        word = Volatile.Read(ref MemoryMarshal.AsRef<uint>(mapping!.Span(offset, sizeof(uint))));
        return true;
    }

    /// <summary>As the other, at a multiple of 8.</summary>
    public bool TryLoad(long offset, out ulong word)
    {
        word = 0;
        if (!TryMap(offset, sizeof(ulong)))
            return TryCopyOut(offset, MemoryMarshal.AsBytes(new Span<ulong>(ref word)));
        word = Volatile.Read(ref MemoryMarshal.AsRef<ulong>(mapping!.Span(offset, sizeof(ulong))));
        return true;
    }

    /// <summary>Writes a little-endian word. False: the system does not let us.</summary>
    public unsafe bool TryStore(long offset, uint word) =>
        IsWritable && Libc.Pwrite(fd, &word, sizeof(uint), offset) == sizeof(uint);

    public void Dispose()
    {
        mayMap = false;
        mapping?.Dispose();
        mapping = null;
        buffer.Dispose();
        fd.Dispose();
    }

    bool TryMap(long offset, int bytes)
    {
        if (!mayMap)
            return false;
        var end = offset + bytes;
        if (mapping is not null && end <= mapping.Bytes)
            return true;
        if (!TryStat(fd, out var stat) || (ulong)end > stat.SizeBytes)
            return false;
        mapping?.Dispose();
        mapping = NativeMapping.OfFile(fd, end, writable: false);
        // Older kernels map no file that is sealed against writing through a descriptor that could write: copying works there.
        mayMap = mapping is not null;
        return mayMap;
    }

    unsafe bool TryCopyOut(long offset, Span<byte> destination)
    {
        fixed (byte* start = destination)
            for (var done = 0; done < destination.Length;)
            {
                var count = Libc.Pread(fd, start + done, (nuint)(destination.Length - done), offset + done);
                if (count > 0)
                    done += (int)count;
                else if (count == 0 || Marshal.GetLastPInvokeError() != Libc.EINTR)
                    return false;
            }
        return true;
    }

    /// <remarks>
    /// Only files of tmpfs: a file of huge pages can be sealed too, but a hole punched into it is a SIGBUS when the pool is empty,
    /// which the seal does not forbid.
    /// </remarks>
    static unsafe bool CanNotShrink(DeviceFd fd)
    {
        var seals = Libc.Fcntl(fd, Libc.F_GET_SEALS, 0);
        var statfs = stackalloc long[32];
        return seals >= 0 && (seals & Libc.F_SEAL_SHRINK) != 0 && Libc.Fstatfs(fd, statfs) == 0 && statfs[0] == Libc.TMPFS_MAGIC;
    }

    static bool TryStat(DeviceFd fd, out Libc.StatX stat) => FileIdentity.TryStat(fd, out stat);
}
