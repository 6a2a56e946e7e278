using System.IO.Hashing;
using System.Text;
using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Devices.Demo;

/// <summary>A device that paints its own picture, as far as it should have come by the time that it is looked at. For trying, and for tests.</summary>
public sealed class DemoDevice : IDisplayDevice
{
    readonly DemoCanvas canvas;
    readonly DemoScene scene;
    readonly TimeProvider timeProvider;
    readonly long start;
    readonly PlaneLayout layout;
    long paintedStep = -1;
    Cursor? cursor;

    public DemoDevice(string name, TimeProvider timeProvider, string sceneName, int widthPixels, int heightPixels)
    {
        this.timeProvider = timeProvider;
        start = timeProvider.GetTimestamp();
        canvas = new DemoCanvas(widthPixels, heightPixels);
        scene = DemoScenes.Create(sceneName, canvas, name, timeProvider.GetLocalNow());
        layout = new PlaneLayout(PixelFormat.Xr24, Tiling.Linear, widthPixels, heightPixels, canvas.StrideBytes);
        Description = $"demo {sceneName}";
        Id = IdOf(name);
    }

    public string Description { get; }

    public Guid Id { get; }

    public PlaneLook Look()
    {
        var step = (long)(timeProvider.GetElapsedTime(start).TotalSeconds * DemoScene.StepsPerSecond);
        if (step == paintedStep)
            return PlaneLook.Unchanged;
        scene.Paint(step);
        paintedStep = step;
        var (x, y) = scene.PointerAt(step);
        if (cursor is null || cursor.XPixels != x || cursor.YPixels != y)
            cursor = new Cursor(DemoPointer.Image, x, y);
        return PlaneLook.Ready(layout);
    }

    public bool TryReadRows(int firstRow, int rowCount, out ReadOnlySpan<byte> rows)
    {
        rows = canvas.Pixels.Slice(firstRow * layout.StrideBytes, rowCount * layout.StrideBytes);
        return true;
    }

    public Cursor? ReadCursor() => cursor;

    public void Dispose()
    {
        // The canvas is managed memory, and goes with the device.
    }

    /// <summary>The same for a name always: a version 8 UUID (RFC 9562, section 5.8) of its hash.</summary>
    internal static Guid IdOf(string name)
    {
        var bytes = XxHash128.Hash(Encoding.UTF8.GetBytes(name));
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x80);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}

/// <summary>Gives out demo devices.</summary>
public sealed class DemoSource(
    string name, TimeProvider timeProvider, string scene = DemoScenes.Default, int widthPixels = 1280, int heightPixels = 720) : IDeviceSource
{
    public string Description => $"demo {scene}";

    public IDisplayDevice Open() => new DemoDevice(name, timeProvider, scene, widthPixels, heightPixels);
}
