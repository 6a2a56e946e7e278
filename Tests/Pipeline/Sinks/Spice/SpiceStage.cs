using System.IO.Pipelines;
using Microsoft.Extensions.Time.Testing;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Input;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Audiences;
using Scanout.Pipeline.Sinks.Spice;
using Scanout.Tests.Support;
using Scanout.Tests.Support.Spice;

namespace Scanout.Tests.Pipeline.Sinks.Spice;

/// <summary>A display with a SPICE door in the same process: what it shows, a test paints; who connects, gets a pair of pipes.</summary>
sealed class SpiceStage : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly CancellationTokenSource ending = new();
    readonly DisplayCapture capture;
    readonly List<Task> serving = [];
    readonly Lock gate = new();
    long lastNumber;

    public SpiceStage(
        int widthPixels = 200, int heightPixels = 150, Func<TimeProvider, ListLogger, SpiceSessionSettings>? settings = null,
        IInputTarget? input = null, AudienceSettings? audience = null)
    {
        Device = new PaintedDevice(widthPixels, heightPixels);
        Surface = new Surface("vm", Pool, Time);
        capture = new DisplayCapture(Device, Surface);
        Audience = new Audience("vm", audience ?? new AudienceSettings(), input, Time);
        Door = new SpiceDoor(
            Surface, settings?.Invoke(Time, Log) ?? new SpiceSessionSettings(null, TimeSpan.FromMilliseconds(16)) { Logger = Log }, Audience,
            () => Interlocked.Increment(ref lastNumber));
        Device.FillRandom(Random);
        capture.Poll();
    }

    public TilePool Pool { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public Random Random { get; } = new(5);

    public PaintedDevice Device { get; }

    public Surface Surface { get; }

    public Audience Audience { get; }

    public SpiceDoor Door { get; }

    public ListLogger Log { get; } = new();

    /// <summary>The sessions that were opened, and how each ended.</summary>
    public List<(IViewerSession Session, Task<string> Run)> Sessions { get; } = [];

    /// <summary>By what and from where the connections come.</summary>
    public SpiceArrival Arrival { get; set; } = new("127.0.0.1:1000", ViewerLink.Tcp);

    /// <summary>Bytes that a client may leave unread.</summary>
    public int PauseBytes { get; set; } = 65536;

    /// <summary>A client of the door.</summary>
    public SpiceTestClient Client => new(() => Task.FromResult(Connect()));

    /// <summary>Shows what was painted.</summary>
    public void Show() => capture.Poll();

    /// <summary>One more connection.</summary>
    public Stream Connect()
    {
        var toServer = new Pipe();
        var toClient = new Pipe(new PipeOptions(pauseWriterThreshold: PauseBytes, resumeWriterThreshold: PauseBytes / 2));
        var served = ServeAsync(new Duplex(toServer.Reader, toClient.Writer));
        lock (gate)
            serving.Add(served);
        return new PipedStream(toClient.Reader, toServer.Writer);
    }

    /// <summary>The end of the only session.</summary>
    public Task<string> EndAsync() => Sessions.Single().Run.WaitAsync(Patience);

    /// <summary>Reads until the client's picture is the newest frame.</summary>
    public async Task ShowsAsync(SpiceTestDisplay display)
    {
        using var held = new HeldFrame(Surface);
        var expected = PixelsOf(held.Frame);
        await display.ReadUntilAsync(
            () => display.IsMarked && display.Surface is { } surface && surface.Width == held.Frame.WidthPixels
                && surface.Height == held.Frame.HeightPixels && surface.Pixels.AsSpan().SequenceEqual(expected), "the picture");
    }

    /// <summary>A frame's colours, row by row.</summary>
    public static uint[] PixelsOf(Frame frame)
    {
        var pixels = new uint[frame.WidthPixels * frame.HeightPixels];
        frame.CopyTo(
            new PixelRectangle(0, 0, frame.WidthPixels, frame.HeightPixels), System.Runtime.InteropServices.MemoryMarshal.AsBytes(pixels.AsSpan()),
            frame.WidthPixels * 4);
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] &= 0x00FF_FFFF;
        return pixels;
    }

    /// <summary>Keeps nothing of the connections that have ended.</summary>
    public void Forget()
    {
        lock (gate)
        {
            serving.RemoveAll(served => served.IsCompletedSuccessfully);
            Sessions.RemoveAll(opened => opened.Run.IsCompletedSuccessfully);
        }
    }

    async Task ServeAsync(Duplex pipe)
    {
        await Door.ServeAsync(pipe, Arrival, ServeAsync, ending.Token);
        await pipe.Input.CompleteAsync();
        await pipe.Output.CompleteAsync();
    }

    Task ServeAsync(IViewerSession session)
    {
        var run = session.RunAsync(ending.Token);
        lock (gate)
            Sessions.Add((session, run));
        return run;
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await Task.WhenAll(serving).WaitAsync(Patience);
        capture.Dispose();
        Surface.Dispose();
        Assert.Equal(0, Pool.TilesOut);
        ending.Dispose();
    }

    sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
