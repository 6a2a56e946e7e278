using Scanout.Benchmarks.Spice.Scenes;

namespace Scanout.Benchmarks.Spice.Viewers;

/// <summary>The primary surface as a viewer has painted it. One thread.</summary>
sealed class ViewerPicture(int width, int height)
{
    readonly uint[] pixels = new uint[width * height];
    readonly Box bounds = new(0, 0, height, width);

    public int Width => width;

    public int Height => height;

    public int? StampAt(int x, int y) => Stamp.Read(pixels, width, x, y);

    /// <summary>Paints an image's part within the clips.</summary>
    public void Paint(ReadOnlySpan<uint> image, int imageWidth, int sourceX, int sourceY, Box box, ReadOnlySpan<byte> clips)
    {
        if (clips.IsEmpty)
            PaintWithin(bounds, image);
        for (; clips.Length >= Box.Bytes; clips = clips[Box.Bytes..])
            PaintWithin(bounds.Within(Box.Read(clips)), image);

        void PaintWithin(Box clip, ReadOnlySpan<uint> image)
        {
            var visible = box.Within(clip);
            for (var y = visible.Top; y < visible.Bottom && visible.Width > 0; y++)
                image.Slice((sourceY + y - box.Top) * imageWidth + sourceX + visible.Left - box.Left, visible.Width)
                    .CopyTo(pixels.AsSpan(y * width + visible.Left));
        }
    }

    public void Fill(Box box, uint colour)
    {
        box = box.Within(bounds);
        for (var y = box.Top; y < box.Bottom && box.Width > 0; y++)
            pixels.AsSpan(y * width + box.Left, box.Width).Fill(colour);
    }

    public void Move(Box box, int sourceX, int sourceY)
    {
        var isDown = box.Top > sourceY;
        for (var i = 0; i < box.Height; i++)
        {
            var row = isDown ? box.Height - 1 - i : i;
            pixels.AsSpan((sourceY + row) * width + sourceX, box.Width).CopyTo(pixels.AsSpan((box.Top + row) * width + box.Left));
        }
    }
}
