namespace Scanout.Pipeline.Frames;

/// <summary>Something that was made of a tile, and is kept with it for whoever wants the same: one of a list. Immutable.</summary>
/// <param name="Profile">What it was made for: encoding, format, effort; compared by value.</param>
/// <param name="Area">What it is of, in pixels from the tile's corner; it may reach over the tiles to the right.</param>
/// <param name="Encoded">What was made.</param>
/// <param name="MemoryBytes">What it takes.</param>
/// <param name="Next">What was kept before it.</param>
sealed record TileEncoding(object Profile, PixelRectangle Area, object Encoded, int MemoryBytes, TileEncoding? Next)
{
    /// <summary>Kept with one tile at most; what was kept before makes room.</summary>
    public const int MaxCount = 8;

    public int Count { get; } = (Next?.Count ?? 0) + 1;

    /// <summary>What the whole list takes.</summary>
    public long TotalBytes { get; } = MemoryBytes + (Next?.TotalBytes ?? 0);
}
