using System.Buffers.Binary;

namespace Scanout.Codecs.Rfb;

/// <summary>
/// RRE (RFC 6143, section 7.7.3): a background, and rectangles of one colour upon it. Holds scratch: owned by one thread at a time.
/// </summary>
public sealed class RreEncoder
{
    readonly Subrectangles subrectangles = new();

    /// <summary>What a rectangle's data takes at most: every pixel a rectangle of its own. Raw is shorter long before.</summary>
    public static int MaxBytes(int width, int height, int bytesPerPixel) =>
        checked(4 + bytesPerPixel + width * height * (bytesPerPixel + 8));

    /// <summary>Writes what follows the rectangle's header, and returns its bytes.</summary>
    public int Encode(ReadOnlySpan<uint> bgrx, int strideWords, int width, int height, ClientPixels pixels, Span<byte> destination)
    {
        subrectangles.Load(bgrx, strideWords, width, height);
        var background = FrequentColour.Of(subrectangles.Pixels);
        var pixelBytes = pixels.BytesPerPixel;
        pixels.Write([background], destination.Slice(4, pixelBytes));
        var (at, count) = (4 + pixelBytes, 0);
        for (; subrectangles.TryTake(background, out var taken); count++, at += pixelBytes + 8)
        {
            pixels.Write([taken.Colour], destination.Slice(at, pixelBytes));
            var place = destination.Slice(at + pixelBytes, 8);
            BinaryPrimitives.WriteUInt16BigEndian(place, (ushort)taken.X);
            BinaryPrimitives.WriteUInt16BigEndian(place[2..], (ushort)taken.Y);
            BinaryPrimitives.WriteUInt16BigEndian(place[4..], (ushort)taken.Width);
            BinaryPrimitives.WriteUInt16BigEndian(place[6..], (ushort)taken.Height);
        }
        BinaryPrimitives.WriteInt32BigEndian(destination, count);
        return at;
    }
}
