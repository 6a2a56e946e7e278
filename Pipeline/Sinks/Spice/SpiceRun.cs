namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>
/// The compressed pixels of tiles side by side, or of a part of them, as they are kept with the leftmost: good for as long as the others are
/// those that it was made of. Immutable.
/// </summary>
/// <param name="Bytes">What stands in an image for them: it refers to nothing before it, so that images are put together of runs.</param>
/// <param name="Serials">The tiles'.</param>
sealed record SpiceRun(byte[] Bytes, long[] Serials)
{
    public int MemoryBytes => Bytes.Length + Serials.Length * sizeof(long) + 64;
}
