using System.Buffers;
using Scanout.Codecs.Png;
using Scanout.Codecs.Scaling;

namespace Scanout.Pipeline.Frames;

/// <summary>A frame as PNG: the primary plane alone, without the cursor.</summary>
public static class FramePng
{
    /// <summary>Writes the frame, no wider than asked for; its shape is kept.</summary>
    public static void Write(Frame frame, int widthPixels, Stream png)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var strideBytes = frame.WidthPixels * 4;
        var pixels = ArrayPool<byte>.Shared.Rent(strideBytes * frame.HeightPixels);
        try
        {
            frame.CopyTo(new PixelRectangle(0, 0, frame.WidthPixels, frame.HeightPixels), pixels, strideBytes);
            if (widthPixels >= frame.WidthPixels)
            {
                PngWriter.Write(png, pixels, frame.WidthPixels, frame.HeightPixels, strideBytes);
                return;
            }
            var heightPixels = Math.Max(1, (int)((long)frame.HeightPixels * widthPixels / frame.WidthPixels));
            var smaller = new byte[widthPixels * heightPixels * 4];
            AreaScaler.Shrink(pixels, frame.WidthPixels, frame.HeightPixels, strideBytes, smaller, widthPixels, heightPixels);
            PngWriter.Write(png, smaller, widthPixels, heightPixels, widthPixels * 4);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }
    }
}
