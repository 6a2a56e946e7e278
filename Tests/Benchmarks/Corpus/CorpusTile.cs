namespace Scanout.Benchmarks.Corpus;

/// <summary>A block of pixels of a recorded sequence's frame: its place, and its rows one after the other, BGRX8888.</summary>
sealed record CorpusTile(int X, int Y, int Width, int Height, uint[] Pixels)
{
    /// <summary>Puts it in its place in a picture of rows without gaps.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="widthPixels">Pixels from one of its rows to the next.</param>
    /// <param name="salt">What each pixel is changed by (exclusive or): 0 shows it as it was recorded.</param>
    public void CopyTo(Span<uint> picture, int widthPixels, uint salt = 0)
    {
        for (var row = 0; row < Height; row++)
        {
            var to = picture.Slice((Y + row) * widthPixels + X, Width);
            Pixels.AsSpan(row * Width, Width).CopyTo(to);
            if (salt != 0)
                foreach (ref var pixel in to)
                    pixel ^= salt;
        }
    }
}
