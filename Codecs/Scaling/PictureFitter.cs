namespace Scanout.Codecs.Scaling;

/// <summary>
/// Fits pictures of one size into another: as large as they can be while they keep their shape, in the middle, with black around. What
/// shrinks is the mean of what it stands for; what grows by a whole number is repeated, and else is between its neighbours. Where the sizes
/// are the same nothing changes. Made once for a pair of sizes, used by one thread at a time.
/// </summary>
public sealed class PictureFitter
{
    const int FractionBits = 8;
    const int One = 1 << FractionBits;

    readonly int widthPixels;
    readonly int heightPixels;
    readonly int newWidth;
    readonly int newHeight;
    readonly (int From, int Fraction)[] columns;
    readonly (int From, int Fraction)[] rows;

    /// <param name="widthPixels">Of the pictures; at least 1.</param>
    /// <param name="heightPixels">Of the pictures; at least 1.</param>
    /// <param name="newWidth">What they are to be fitted into; at least 1.</param>
    /// <param name="newHeight">What they are to be fitted into; at least 1.</param>
    public PictureFitter(int widthPixels, int heightPixels, int newWidth, int newHeight)
    {
        foreach (var side in (ReadOnlySpan<int>)[widthPixels, heightPixels, newWidth, newHeight])
            ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        (this.widthPixels, this.heightPixels, this.newWidth, this.newHeight) = (widthPixels, heightPixels, newWidth, newHeight);
        // The side that has least room decides.
        (Width, Height) = (long)newWidth * heightPixels <= (long)newHeight * widthPixels
            ? (newWidth, Part(heightPixels, newWidth, widthPixels))
            : (Part(widthPixels, newHeight, heightPixels), newHeight);
        (Left, Top) = ((newWidth - Width) / 2, (newHeight - Height) / 2);
        (columns, rows) = (Steps(widthPixels, Width), Steps(heightPixels, Height));
    }

    /// <summary>Where the picture lies in the new one.</summary>
    public int Left { get; }

    /// <summary>Where the picture lies in the new one.</summary>
    public int Top { get; }

    /// <summary>How wide it is there.</summary>
    public int Width { get; }

    /// <summary>How high it is there.</summary>
    public int Height { get; }

    /// <param name="bgrx">Rows without gaps.</param>
    /// <param name="destination">As long as a picture of the new size; all of it is written.</param>
    public void Fit(ReadOnlySpan<byte> bgrx, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bgrx.Length, widthPixels * heightPixels * 4, nameof(bgrx));
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, newWidth * newHeight * 4, nameof(destination));
        if (Width == widthPixels && Height == heightPixels && newWidth == widthPixels && newHeight == heightPixels)
        {
            bgrx.CopyTo(destination);
            return;
        }
        destination.Clear();
        var inside = destination[((Top * newWidth + Left) * 4)..];
        if (Width <= widthPixels && Height <= heightPixels)
            AreaScaler.Shrink(bgrx, widthPixels, heightPixels, widthPixels * 4, inside, Width, Height, newWidth * 4);
        else if (Width % widthPixels == 0 && Height % heightPixels == 0)
            Repeat(bgrx, inside);
        else
            Blend(bgrx, inside);
    }

    void Repeat(ReadOnlySpan<byte> bgrx, Span<byte> inside)
    {
        var (across, down) = (Width / widthPixels, Height / heightPixels);
        for (var y = 0; y < Height; y++)
        {
            var (from, to) = (y / down * widthPixels * 4, y * newWidth * 4);
            if (y % down != 0)
                inside.Slice(to - newWidth * 4, Width * 4).CopyTo(inside[to..]);
            else
                for (var x = 0; x < Width; x++)
                    bgrx.Slice(from + x / across * 4, 4).CopyTo(inside[(to + x * 4)..]);
        }
    }

    void Blend(ReadOnlySpan<byte> bgrx, Span<byte> inside)
    {
        for (var y = 0; y < Height; y++)
        {
            var (fromRow, down) = rows[y];
            var upper = bgrx.Slice(fromRow * widthPixels * 4, widthPixels * 4);
            var lower = bgrx.Slice(Math.Min(fromRow + 1, heightPixels - 1) * widthPixels * 4, widthPixels * 4);
            var to = inside.Slice(y * newWidth * 4, Width * 4);
            for (var x = 0; x < Width; x++)
            {
                var (left, across) = columns[x];
                var right = Math.Min(left + 1, widthPixels - 1);
                for (var channel = 0; channel < 3; channel++)
                {
                    var above = upper[left * 4 + channel] * (One - across) + upper[right * 4 + channel] * across;
                    var below = lower[left * 4 + channel] * (One - across) + lower[right * 4 + channel] * across;
                    to[x * 4 + channel] = (byte)((above * (One - down) + below * down + (1 << 2 * FractionBits - 1)) >> 2 * FractionBits);
                }
            }
        }
    }

    static int Part(int side, int newOther, int other) => Math.Max(1, (int)(((long)side * newOther + other / 2) / other));

    /// <summary>For each new pixel the old one at whose middle, or beyond, its own middle lies, and how far beyond.</summary>
    static (int From, int Fraction)[] Steps(int length, int newLength)
    {
        var steps = new (int From, int Fraction)[newLength];
        for (var i = 0; i < newLength; i++)
        {
            var at = Math.Max(0, ((2L * i + 1) * length * One / newLength - One) / 2);
            steps[i] = ((int)(at / One), (int)(at % One));
        }
        return steps;
    }
}
