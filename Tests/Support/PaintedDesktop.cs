using System.Runtime.InteropServices;
using Microsoft.Extensions.Time.Testing;
using Scanout.Codecs.Tiles;
using Scanout.Pipeline.Frames;
using Scanout.Tests.Codecs.Motion;

namespace Scanout.Tests.Support;

/// <summary>
/// A surface whose pictures a test paints and publishes, of which only the tiles are new that were painted. Virtual time; ends with no tile
/// held.
/// </summary>
sealed class PaintedDesktop : IDisposable
{
    readonly Random random = new(1);
    readonly FrameBuilder builder;
    readonly HashSet<int> painted = [];
    Frame? last;
    uint[] pixels = [];
    Canvas page = new(1, 1);
    int pageTop;

    public PaintedDesktop(int width, int height)
    {
        Surface = new Surface("vm", Pool, Time);
        builder = new FrameBuilder(Pool);
        Resize(width, height);
    }

    public TilePool Pool { get; } = new();
    public FakeTimeProvider Time { get; } = new();
    public Surface Surface { get; }
    public int Width { get; private set; }
    public int Height { get; private set; }

    /// <summary>Another picture: text all over.</summary>
    public void Resize(int width, int height)
    {
        (Width, Height, pixels) = (width, height, new uint[width * height]);
        page = new Canvas(width, height + 1024).Text(0, 0, width, height + 1024, random);
        Scroll(new PixelRectangle(0, 0, width, height), 0);
    }

    /// <summary>Noise, which looks like a photograph, another each time.</summary>
    public void Noise(PixelRectangle area) =>
        Paint(area, (row, _) => random.NextBytes(MemoryMarshal.AsBytes(row)));

    /// <summary>One colour.</summary>
    public void Fill(PixelRectangle area, uint colour) => Paint(area, (row, _) => row.Fill(colour));

    /// <summary>The text behind a part of the picture goes up.</summary>
    public void Scroll(PixelRectangle area, int byRows)
    {
        pageTop = (pageTop + byRows) % 1024;
        Paint(area, (row, y) => page.Pixels.AsSpan((pageTop + y) * Width + area.X, area.Width).CopyTo(row));
    }

    /// <summary>The picture as it is becomes the newest frame, even where nothing was painted.</summary>
    public void Publish()
    {
        builder.Begin(Width, Height, last);
        foreach (var index in painted)
        {
            var tile = MemoryMarshal.Cast<byte, uint>(builder.AddTile(index, TileDifference.AllCells));
            tile.Clear();
            var (x, y) = (index % TileGeometry.TilesOver(Width) * 64, index / TileGeometry.TilesOver(Width) * 64);
            for (var row = 0; row < Math.Min(64, Height - y); row++)
                pixels.AsSpan((y + row) * Width + x, Math.Min(64, Width - x)).CopyTo(tile[(row * 64)..]);
        }
        painted.Clear();
        last?.Release();
        last = builder.Build(new FrameOrigin(Time.GetTimestamp(), null, null));
        Surface.Publish(last.Acquire(), asWriter: null);
    }

    public void Dispose()
    {
        last?.Release();
        Surface.Dispose();
        Assert.Equal(0, Pool.TilesOut);
        Assert.Equal(0, Pool.EncodedBytes);
    }

    void Paint(PixelRectangle area, RowPainter paint)
    {
        for (var y = area.Y; y < area.Bottom; y++)
        {
            paint(pixels.AsSpan(y * Width + area.X, area.Width), y);
            for (var x = area.X / 64; x <= (area.Right - 1) / 64; x++)
                painted.Add(y / 64 * TileGeometry.TilesOver(Width) + x);
        }
    }

    delegate void RowPainter(Span<uint> row, int y);
}
