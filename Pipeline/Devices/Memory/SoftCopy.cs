using System.Runtime.InteropServices;

namespace Scanout.Pipeline.Devices.Memory;

/// <summary>
/// Copies out of memory that may be gone at any moment. Touching a mapping past the end of its file is a SIGBUS, which ends the
/// process; the kernel, asked to write from it into a memory file of ours, answers EFAULT or a short count instead. One thread at a
/// time.
/// </summary>
/// <remarks>
/// It is for mappings that have nothing behind them to read from. An ordinary file is read with <c>pread</c>
/// (<see cref="PublishedMemory"/>), which fails as softly and needs no mapping: of a 1080p picture it takes 0.6 to 0.9 of this copy's
/// time, by band size and file system.
/// </remarks>
public sealed class SoftCopy : IDisposable
{
    const int GrainBytes = 64 * 1024;

    DeviceFd? scratch;
    NativeMapping? copies;

    /// <summary>Copies <paramref name="bytes"/> from <paramref name="source"/>. False: not all of it is there any more.</summary>
    /// <param name="source">An address inside a mapping of the caller, which stays mapped during the call.</param>
    /// <param name="bytes">At least 1.</param>
    /// <param name="copy">The copied bytes, valid until the next call.</param>
    /// <exception cref="DeviceException">The system has no memory left for the copy.</exception>
    public unsafe bool TryCopy(nint source, int bytes, out ReadOnlySpan<byte> copy)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        if (copies is null || copies.Bytes < bytes)
            Grow(((long)bytes + GrainBytes - 1) / GrainBytes * GrainBytes);
        copy = default;
        for (var done = 0; done < bytes;)
        {
            var count = Libc.Pwrite(scratch!, (byte*)source + done, (nuint)(bytes - done), done);
            if (count <= 0)
            {
                if (count < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR)
                    continue;
                return false;
            }
            done += (int)count;
        }
        copy = copies!.Span(0, bytes);
        return true;
    }

    public void Dispose()
    {
        copies?.Dispose();
        scratch?.Dispose();
        copies = null;
        scratch = null;
    }

    void Grow(long bytes)
    {
        Dispose();
        scratch = DeviceFd.CreateMemory("scanout-copy", bytes);
        copies = NativeMapping.OfFile(scratch, bytes, writable: false)
            ?? throw SystemError.Exception($"{bytes} bytes of memory for the display can't be mapped");
    }
}
