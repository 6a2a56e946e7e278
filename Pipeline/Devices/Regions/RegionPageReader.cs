using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Regions;

/// <summary>How an attempt to copy the description page ended.</summary>
enum RegionPageRead
{
    /// <summary>The copy is whole: the publisher changed nothing meanwhile.</summary>
    Settled,

    /// <summary>The publisher was changing the page at every try.</summary>
    Unsettled,

    /// <summary>The file is too short to have the page.</summary>
    Missing,
}

/// <summary>
/// The reader's side of the page's seqlock. It tries so many times and no more: the publisher may change the page without pause or stop
/// half way, and the capture thread has other displays to serve.
/// </summary>
static class RegionPageReader
{
    const int MaxTries = 64;
    const int SpinsWhileOdd = 40;

    /// <summary>
    /// Copies the page's used bytes. With any outcome but <see cref="RegionPageRead.Missing"/>, its sequence word is the last one seen.
    /// </summary>
    internal static RegionPageRead TryRead(PublishedMemory memory, Span<byte> page)
    {
        // The page is to be there as a whole, though only its beginning says anything.
        if (!memory.TryLoad(RegionPage.Bytes - sizeof(uint), out uint _) || !memory.TryRead(RegionPage.Magic, page[..RegionPage.Flags]))
            return RegionPageRead.Missing;
        if (!RegionPage.IsRegion(page))
            return RegionPageRead.Settled;

        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (!memory.TryLoad(RegionPage.Sequence, out uint before))
                return RegionPageRead.Missing;
            if ((before & 1) != 0)
            {
                BitConverter.TryWriteBytes(page[RegionPage.Sequence..], before);
                Thread.SpinWait(SpinsWhileOdd);
                continue;
            }
            // The counters first: a description and pixels that are read after them are at least as new as they say.
            if (!memory.TryRead(RegionPage.Updates, page[RegionPage.DescribedBytes..RegionPage.UsedBytes]))
                return RegionPageRead.Missing;
            Interlocked.MemoryBarrier();
            if (!memory.TryRead(RegionPage.Magic, page[..RegionPage.DescribedBytes]))
                return RegionPageRead.Missing;
            Interlocked.MemoryBarrier();
            if (!memory.TryLoad(RegionPage.Sequence, out uint after))
                return RegionPageRead.Missing;
            BitConverter.TryWriteBytes(page[RegionPage.Sequence..], after);
            if (after == before)
                return RegionPageRead.Settled;
        }
        return RegionPageRead.Unsettled;
    }
}
