using System.Runtime.InteropServices;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>
/// The memory behind a device's planes: the region that its picture lies in, and the dma-bufs by their ids. A dma-buf that is shown again has
/// its id again, so those that were shown last are kept. Belongs to one device; one thread at a time.
/// </summary>
sealed class PlaneMemories(IVfioCalls calls, DeviceFd device) : IDisposable
{
    /// <summary>More than a guest flips between, and few enough that one that never shows a picture twice does not hoard memory.</summary>
    const int MaxDmabufs = 16;

    /// <summary>The one that was shown last comes last.</summary>
    readonly List<Dmabuf> dmabufs = [];
    (uint Index, long Bytes) regionAsked;
    PlaneMemory? region;

    /// <summary>The memory of a plane that was just queried and checked.</summary>
    /// <param name="plane">What the device said.</param>
    /// <param name="isDmabuf">Of which type.</param>
    /// <param name="spanBytes">How much of it its pixels take.</param>
    /// <param name="refusal">Where there is none: one sentence.</param>
    internal PlaneMemory? Find(in GfxPlaneInfo plane, bool isDmabuf, long spanBytes, out string? refusal) =>
        isDmabuf ? FindDmabuf(plane, out refusal) : FindRegion(plane.RegionIndexOrDmabufId, spanBytes, out refusal);

    /// <summary>Lets go of everything, the dma-bufs first.</summary>
    public void Dispose()
    {
        foreach (var dmabuf in dmabufs)
            dmabuf.Memory.Dispose();
        dmabufs.Clear();
        region?.Dispose();
        region = null;
    }

    PlaneMemory? FindRegion(uint index, long spanBytes, out string? refusal)
    {
        refusal = null;
        if (region is not null && regionAsked.Index == index && regionAsked.Bytes >= spanBytes)
            return region;
        region?.Dispose();
        region = null;
        var result = VfioRegion.Read(calls, index, out var found);
        if (result < 0)
            refusal = $"the picture's region {index} can't be asked for: {SystemError.Text(-result)}";
        else if (found.SizeBytes < (ulong)spanBytes)
            refusal = $"the picture's region {index} has {found.SizeBytes} bytes, fewer than the picture's {spanBytes}";
        else if (!found.CanMap)
            refusal = $"the picture's region {index} can't be mapped, and pixels are never read in another way: drivers get it wrong";
        else if ((region = PlaneMemory.OfRegion(device, found, spanBytes, out var errno)) is null)
            refusal = $"the picture's region {index} can't be mapped: {SystemError.Text(errno)}";
        regionAsked = (index, spanBytes);
        return region;
    }

    PlaneMemory? FindDmabuf(in GfxPlaneInfo plane, out string? refusal)
    {
        refusal = null;
        var (id, bytes) = (plane.RegionIndexOrDmabufId, plane.Size);
        var index = dmabufs.Count - 1;
        while (index >= 0 && dmabufs[index].Id != id)
            index--;
        if (index >= 0 && dmabufs[index].Bytes == bytes)
        {
            var known = dmabufs[index];
            if (index < dmabufs.Count - 1)
            {
                dmabufs.RemoveAt(index);
                dmabufs.Add(known);
            }
            return known.Memory;
        }
        if (index >= 0)
            Drop(index);
        if (dmabufs.Count == MaxDmabufs)
            Drop(0);
        var argument = id;
        var fd = calls.Call(VfioAbi.VFIO_DEVICE_GET_GFX_DMABUF, MemoryMarshal.AsBytes(new Span<uint>(ref argument)));
        if (fd < 0)
        {
            refusal = $"the picture's dma-buf {id} can't be had: {SystemError.Text(-fd)}";
            return null;
        }
        if (PlaneMemory.OfDmabuf(DeviceFd.OnExecClosed(fd), bytes, out var errno) is not { } memory)
        {
            refusal = "the picture lies in a dma-buf of the GPU that the processor can't map "
                + $"({SystemError.Text(errno)}): it could be shown by way of the GPU only, which Scanout does not use";
            return null;
        }
        dmabufs.Add(new(id, bytes, memory));
        return memory;
    }

    void Drop(int index)
    {
        dmabufs[index].Memory.Dispose();
        dmabufs.RemoveAt(index);
    }

    readonly record struct Dmabuf(uint Id, uint Bytes, PlaneMemory Memory);
}
