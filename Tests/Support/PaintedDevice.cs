using System.Buffers.Binary;
using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Frames;

namespace Scanout.Tests.Support;

/// <summary>A device whose picture and answers a test decides.</summary>
public sealed class PaintedDevice : IDisplayDevice
{
    byte[] memory = [];

    public PaintedDevice(int widthPixels, int heightPixels, PixelFormat? format = null, int padBytes = 0) =>
        Resize(widthPixels, heightPixels, format, padBytes);

    public PlaneLayout Layout { get; private set; }
    public PlaneLook? Answer { get; set; }
    public Cursor? Cursor { get; set; }
    public bool IsMemoryGone { get; set; }
    public bool IsDisposed { get; private set; }
    public int RowsRead { get; private set; }
    public int Looks { get; private set; }

    /// <summary>What comes of a wish for another size.</summary>
    public ResizeAnswer SizeAnswer { get; set; } = ResizeAnswer.Unsupported;

    /// <summary>The sizes that were wished for.</summary>
    public List<(int Width, int Height)> SizesWished { get; } = [];

    /// <summary>Called within each look.</summary>
    public Action? OnLook { get; set; }

    public string Description => "painted";
    public Guid Id { get; init; }
    public Span<byte> Memory => memory;

    public void Resize(int widthPixels, int heightPixels, PixelFormat? format = null, int padBytes = 0)
    {
        format ??= PixelFormat.Xr24;
        var layout = new PlaneLayout(format, Tiling.Linear, widthPixels, heightPixels, widthPixels * format.BytesPerPixel + padBytes);
        memory = new byte[layout.SpanBytes];
        Layout = layout;
    }

    /// <summary>The same, in tiles; the stride is the least that holds whole tiles.</summary>
    public void Resize(int widthPixels, int heightPixels, Tiling tiling)
    {
        var tileBytes = tiling == Tiling.IntelX ? 512 : 128;
        var layout = new PlaneLayout(
            PixelFormat.Xr24, tiling, widthPixels, heightPixels, (widthPixels * 4 + tileBytes - 1) / tileBytes * tileBytes);
        memory = new byte[layout.SpanBytes];
        Layout = layout;
    }

    /// <summary>Where a pixel of 4 bytes lies, by Intel's tiling rules.</summary>
    public int AddressOf(int x, int y) => Layout.Tiling switch
    {
        Tiling.IntelX => (y / 8 * (Layout.StrideBytes / 512) + x * 4 / 512) * 4096 + y % 8 * 512 + x * 4 % 512,
        Tiling.IntelY => (y / 32 * (Layout.StrideBytes / 128) + x * 4 / 128) * 4096 + x * 4 % 128 / 16 * 512 + y % 32 * 16 + x * 4 % 16,
        _ => y * Layout.StrideBytes + x * 4,
    };

    public void SetPixel(int x, int y, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(memory.AsSpan(AddressOf(x, y)), value);

    public void Fill(PixelRectangle area, uint value)
    {
        for (var y = area.Y; y < area.Bottom; y++)
            for (var x = area.X; x < area.Right; x++)
                SetPixel(x, y, value);
    }

    public void FillRandom(Random random) => random.NextBytes(memory);

    public PlaneLook Look()
    {
        Looks++;
        OnLook?.Invoke();
        return Answer ?? PlaneLook.Ready(Layout);
    }

    public bool TryReadRows(int firstRow, int rowCount, out ReadOnlySpan<byte> rows)
    {
        RowsRead += rowCount;
        rows = memory.AsSpan((int)((long)firstRow * Layout.StrideBytes), (int)Layout.RangeBytes(firstRow, rowCount));
        return !IsMemoryGone;
    }

    public Cursor? ReadCursor() => Cursor;

    ResizeAnswer IDisplayDevice.Resize(int widthPixels, int heightPixels)
    {
        SizesWished.Add((widthPixels, heightPixels));
        return SizeAnswer;
    }

    public void Dispose() => IsDisposed = true;
}

/// <summary>Gives out devices that a test made.</summary>
public sealed class PaintedSource(Func<IDisplayDevice> open) : IDeviceSource
{
    public string Description => "painted";

    public bool IsReplay { get; init; }

    public IDisplayDevice Open() => open();
}
