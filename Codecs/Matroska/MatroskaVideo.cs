using System.Buffers.Binary;
using System.Text;

namespace Scanout.Codecs.Matroska;

/// <summary>A video track: its size, its codec, and what the codec wants to know beforehand.</summary>
public sealed record MatroskaVideo
{
    const string VideoForWindows = "V_MS/VFW/FOURCC";
    const int BitmapInfoBytes = 40;

    MatroskaVideo(int widthPixels, int heightPixels, string codecId) =>
        (WidthPixels, HeightPixels, CodecId) = (widthPixels, heightPixels, codecId);

    public int WidthPixels { get; }
    public int HeightPixels { get; }

    internal string CodecId { get; }

    internal ReadOnlyMemory<byte> CodecPrivate { get; private init; }

    /// <summary>How pixels lie in memory that is not compressed.</summary>
    internal ReadOnlyMemory<byte> UncompressedFourcc { get; private init; }

    /// <summary>Pixels as they are, BGRX row by row without gaps: what FFmpeg calls <c>bgr0</c>.</summary>
    public static MatroskaVideo Bgrx(int widthPixels, int heightPixels) =>
        new(widthPixels, heightPixels, "V_UNCOMPRESSED") { UncompressedFourcc = "BGR\0"u8.ToArray() };

    /// <summary>A codec of 32 bits a pixel that Video for Windows knows by four letters.</summary>
    public static MatroskaVideo OfFourcc(int widthPixels, int heightPixels, string fourcc)
    {
        // BITMAPINFOHEADER: size, width, height, planes, bits a pixel, compression, bytes of a picture, and four that do not matter.
        var header = new byte[BitmapInfoBytes];
        BinaryPrimitives.WriteInt32LittleEndian(header, BitmapInfoBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), widthPixels);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), heightPixels);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(12), 1);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(14), 32);
        Encoding.ASCII.GetBytes(fourcc).AsSpan(0, 4).CopyTo(header.AsSpan(16));
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(20), widthPixels * heightPixels * 4);
        return new MatroskaVideo(widthPixels, heightPixels, VideoForWindows) { CodecPrivate = header };
    }
}
