using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Frames;
using Scanout.Tests.Pipeline.Recordings;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Sinks.Recording;

/// <summary>A surface on which a seed makes pictures change, scroll and be resized, cursors move and notices come; it knows what was shown when.</summary>
sealed class RecordedScenes : IDisposable
{
    const int Side = 64;

    readonly TilePool pool = new();
    readonly FrameBuilder builder;
    readonly FakeTimeProvider time;
    readonly Random random;
    readonly List<CursorImage> images = [];
    Cursor? cursor;
    byte[] bgr = [];
    int width, height;
    bool isNotice;

    public RecordedScenes(string display, FakeTimeProvider time, int seed)
    {
        (this.time, random, builder) = (time, new Random(seed), new FrameBuilder(pool));
        Surface = new Surface(display, pool, time);
        Resize();
    }

    public Surface Surface { get; }

    /// <summary>What was shown, by the wall clock's microseconds since 1970.</summary>
    public Dictionary<long, string> Shown { get; } = [];

    long Now => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The next picture, which is another one than before.</summary>
    public void Step()
    {
        switch (random.Next(12))
        {
            case 0:
                Resize();
                break;
            case 1:
                isNotice = !isNotice;
                break;
            case 2 or 3:
                cursor = NextCursor();
                break;
            case 4 or 5 or 6:
                Scroll();
                break;
            default:
                Paint();
                break;
        }
        Publish();
    }

    /// <summary>What is shown is shown still; false where nothing is.</summary>
    public bool ShowAgain()
    {
        if (Surface.FrameCount > 0)
            Shown[Now] = Shown[Shown.Keys.Max()];
        return Surface.FrameCount > 0;
    }

    public void Dispose()
    {
        Surface.Dispose();
        Assert.Equal(0, pool.TilesOut);
    }

    void Resize()
    {
        (width, height) = (random.Next(1, 400), random.Next(1, 300));
        bgr = new byte[width * height * 3];
        for (var count = 0; count < 6; count++)
            Paint();
    }

    void Paint()
    {
        var (x, y) = (random.Next(width), random.Next(height));
        var (columns, lines) = (random.Next(1, width - x + 1), random.Next(1, height - y + 1));
        for (var line = 0; line < lines; line++)
        {
            var row = bgr.AsSpan(((y + line) * width + x) * 3, columns * 3);
            if (line % 7 < 3)
                random.NextBytes(row[..Math.Min(row.Length, 60)]);
            else
                row.Fill((byte)random.Next(256));
        }
    }

    void Scroll()
    {
        var lines = random.Next(1, Math.Max(2, height / 3));
        var bytes = Math.Min(lines, height) * width * 3;
        bgr.AsSpan(bytes).CopyTo(bgr);
        random.NextBytes(bgr.AsSpan(bgr.Length - Math.Min(bytes, width * 3)));
    }

    Cursor? NextCursor()
    {
        if (cursor is not null && random.Next(4) == 0)
            return null;
        if (images.Count == 0 || random.Next(3) == 0)
        {
            var (columns, lines) = (random.Next(1, 32), random.Next(1, 32));
            var bgra = new byte[columns * lines * 4];
            random.NextBytes(bgra);
            images.Add(new CursorImage(columns, lines, random.Next(columns), random.Next(lines), bgra));
        }
        // Never where it was: that would be no change.
        return new Cursor(images[random.Next(images.Count)], random.Next(-10, width), (cursor?.YPixels ?? 0) + 1);
    }

    void Publish()
    {
        using var before = Surface.FrameCount > 0 ? new HeldFrame(Surface) : null;
        builder.Begin(width, height, before?.Frame);
        var columns = (width + Side - 1) / Side;
        var tile = new byte[Side * Side * 4];
        for (var index = 0; index < columns * ((height + Side - 1) / Side); index++)
        {
            Cut(index % columns * Side, index / columns * Side, tile);
            if (before?.Frame is { } old && old.WidthPixels == width && old.HeightPixels == height && old.Tiles[index].Pixels.SequenceEqual(tile))
                continue;
            tile.CopyTo(builder.AddTile(index, 0xFFFF));
        }
        Shown[Now] = ShownPictures.Line(width, height, isNotice, Convert.ToHexStringLower(SHA256.HashData(bgr)), cursor);
        Surface.Publish(builder.Build(new FrameOrigin(time.GetTimestamp(), PixelFormat.Xr24, cursor, isNotice)), asWriter: null);
    }

    void Cut(int left, int top, Span<byte> tile)
    {
        tile.Clear();
        for (var y = 0; y < Math.Min(Side, height - top); y++)
            for (var x = 0; x < Math.Min(Side, width - left); x++)
                bgr.AsSpan(((top + y) * width + left + x) * 3, 3).CopyTo(tile[((y * Side + x) * 4)..]);
    }
}
