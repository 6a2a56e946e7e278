using System.Runtime.InteropServices;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>
/// The mapped memory of planes: a part of the device, or a dma-buf. It is always read through a copy that fails softly, since a driver may take
/// the memory away at any moment. Belongs to one device; one thread at a time.
/// </summary>
sealed class PlaneMemory : IDisposable
{
    readonly NativeMapping mapping;
    readonly DeviceFd? dmabuf;

    PlaneMemory(NativeMapping mapping, DeviceFd? dmabuf) => (this.mapping, this.dmabuf) = (mapping, dmabuf);

    /// <summary>How much of the plane, from its beginning, can be read.</summary>
    internal long Bytes => mapping.Bytes;

    /// <summary>Maps a part of a device's region. Null where the system refuses.</summary>
    internal static PlaneMemory? OfRegion(DeviceFd device, in VfioRegion region, long bytes, out int errno)
    {
        var mapping = NativeMapping.OfFile(device, bytes, writable: false, (long)region.Offset);
        errno = mapping is null ? Marshal.GetLastPInvokeError() : 0;
        return mapping is null ? null : new(mapping, dmabuf: null);
    }

    /// <summary>
    /// Maps a dma-buf, which is taken over. Null where the system refuses. The kernel maps no more than its whole pages, so of one that ends within a
    /// page the rest can't be read.
    /// </summary>
    internal static PlaneMemory? OfDmabuf(DeviceFd dmabuf, long bytes, out int errno)
    {
        var wholePages = bytes & -Environment.SystemPageSize;
        var mapping = NativeMapping.OfFile(dmabuf, bytes, writable: false)
            ?? (wholePages > 0 && wholePages < bytes ? NativeMapping.OfFile(dmabuf, wholePages, writable: false) : null);
        errno = mapping is null ? Marshal.GetLastPInvokeError() : 0;
        if (mapping is not null)
            return new(mapping, dmabuf);
        dmabuf.Dispose();
        return null;
    }

    /// <summary>Copies bytes of the plane, all of which are within <see cref="Bytes"/>. False: they are not there any more.</summary>
    internal bool TryRead(SoftCopy copies, long offset, int bytes, out ReadOnlySpan<byte> copy)
    {
        Sync(VfioAbi.DMA_BUF_SYNC_START);
        var isRead = copies.TryCopy(mapping.Address + (nint)offset, bytes, out copy);
        Sync(VfioAbi.DMA_BUF_SYNC_END);
        return isRead;
    }

    public void Dispose()
    {
        mapping.Dispose();
        dmabuf?.Dispose();
    }

    /// <summary>
    /// Tells the dma-buf's exporter that the processor reads it (<c>DMA_BUF_IOCTL_SYNC</c>). Where it refuses, what is read may be older than the
    /// picture; the next look reads again.
    /// </summary>
    void Sync(ulong phase)
    {
        if (dmabuf is null)
            return;
        Span<byte> flags = stackalloc byte[sizeof(ulong)];
        BitConverter.TryWriteBytes(flags, phase | VfioAbi.DMA_BUF_SYNC_READ);
        VfioCalls.Call(dmabuf, VfioAbi.DMA_BUF_IOCTL_SYNC, flags);
    }
}
