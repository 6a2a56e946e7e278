using Microsoft.Win32.SafeHandles;

namespace Scanout.Pipeline.Devices.Memory;

/// <summary>
/// Mapped memory; counted in <see cref="NativeCounts.NativeBytes"/> until it is unmapped. Its owner sees that no span outlives it.
/// </summary>
public sealed class NativeMapping : SafeHandleZeroOrMinusOneIsInvalid
{
    NativeMapping(nint address, long bytes) : base(ownsHandle: true)
    {
        SetHandle(address);
        Bytes = bytes;
        if (!IsInvalid)
            NativeCounts.AddBytes(bytes);
    }

    /// <summary>How much is mapped.</summary>
    public long Bytes { get; }

    /// <summary>The first byte.</summary>
    public nint Address => handle;

    /// <summary>
    /// So many <paramref name="bytes"/> of the file, shared with who else has it; null where the system refuses, with errno set.
    /// Touching what the file no longer has ends the process: only a file that can't shrink may be touched.
    /// </summary>
    public static NativeMapping? OfFile(DeviceFd fd, long bytes, bool writable, long offset = 0)
    {
        var protection = writable ? Libc.PROT_READ | Libc.PROT_WRITE : Libc.PROT_READ;
        return Valid(new(Libc.Mmap(0, (nuint)bytes, protection, Libc.MAP_SHARED, fd, offset), bytes));
    }

    /// <summary>Memory of this process alone; pages are only taken once they are touched.</summary>
    /// <exception cref="DeviceException">The system has none left.</exception>
    public static NativeMapping OfPrivateMemory(long bytes) =>
        Valid(new(
            Libc.MmapAnonymous(0, (nuint)bytes, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0), bytes))
        ?? throw SystemError.Exception($"{bytes} bytes of memory for the display can't be had");

    /// <summary>A part of the mapping; the caller has checked that it lies inside.</summary>
    public unsafe Span<byte> Span(long offset, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Bytes - bytes);
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return new((byte*)handle + offset, bytes);
    }

    protected override bool ReleaseHandle()
    {
        NativeCounts.AddBytes(-Bytes);
        return Libc.Munmap(handle, (nuint)Bytes) == 0;
    }

    static NativeMapping? Valid(NativeMapping mapping)
    {
        if (!mapping.IsInvalid)
            return mapping;
        // Nothing is released of what was never had, so errno stays.
        mapping.SetHandleAsInvalid();
        return null;
    }
}
