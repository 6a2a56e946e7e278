using System.Diagnostics;
using Scanout.Benchmarks.Spice.Peers;

namespace Scanout.Benchmarks.Spice.Viewers;

/// <summary>A viewer that shows nothing: main and display channel, each read on a thread of its own until it is disposed of.</summary>
sealed class SpiceViewer : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly ChannelWire mainWire;
    readonly ChannelWire displayWire;
    readonly MainReader main;
    readonly DisplayReader display;
    readonly Thread[] threads;
    readonly ManualResetEvent ending = new(initialState: false);
    volatile bool isStalled;
    volatile bool isEnding;
    volatile Exception? fault;

    SpiceViewer(ChannelWire mainWire, MainReader main, ChannelWire displayWire, DisplayReader display)
    {
        (this.mainWire, this.main, this.displayWire, this.display) = (mainWire, main, displayWire, display);
        threads = [new(() => Read(main)) { Name = "viewer: main" }, new(() => Read(display)) { Name = "viewer: display" }];
        foreach (var thread in threads)
        {
            thread.IsBackground = true;
            thread.Start();
        }
    }

    /// <summary>What it has received.</summary>
    /// <exception cref="InvalidOperationException">It has come to an end before.</exception>
    public ViewerTally Tally => fault is null ? display.Tally : throw Gone();

    /// <summary>Whether the frames' numbers are known, and not only how many came.</summary>
    public bool IsReading => display.IsReading;

    /// <summary>Why it has come to an end by itself; null while it goes on.</summary>
    public string? Fault => fault?.Message;

    public IReadOnlyList<(int Frame, long At)> Arrivals => display.Arrivals;

    public IReadOnlyList<StreamArrival> StreamArrivals => display.StreamArrivals;

    /// <summary>Connects as spice-gtk does: main, then the display when the session's channels are known.</summary>
    public static SpiceViewer Open(SpicePeer peer, ViewerConduct conduct)
    {
        var port = conduct.IsTls ? peer.TlsPort : peer.Port;
        var clock = new MultiMediaClock();
        // Links are made at full speed: what a slow viewer is slow in is its picture.
        var mainWire = ClientLink.Open(port, ClientLink.Main, connection: 0, capabilities: 0, conduct);
        try
        {
            var main = new MainReader(mainWire, conduct, clock);
            while (!main.HasChannels)
                main.ReadMessage();
            var displayWire = ClientLink.Open(port, ClientLink.Display, main.SessionId, conduct.Capabilities, conduct);
            displayWire.Send(101, [1, 0, 0, 0x40, 1, 0, 0, 0, 0, 1, 0, 0, 0x30, 0]);
            if (conduct.Compression is { } compression)
                displayWire.Send(103, [compression]);
            return new(mainWire, main, displayWire, new(displayWire, conduct, clock));
        }
        catch
        {
            mainWire.Dispose();
            throw;
        }
    }

    /// <summary>Waits for the first whole picture, and MARK.</summary>
    public void AwaitPicture()
    {
        if (!display.HasPicture.Wait(Patience))
            throw fault is null ? new InvalidOperationException($"no picture within {Patience.TotalSeconds:0} s: {display.Tally}") : Gone();
    }

    /// <summary>Waits for so many more frames, or until it is given up.</summary>
    public bool AwaitFrames(int more, TimeSpan patience)
    {
        var (beganAt, enough) = (Stopwatch.GetTimestamp(), Tally.Frames + more);
        while (Tally.Frames < enough)
        {
            if (Stopwatch.GetElapsedTime(beganAt) > patience)
                return false;
            Thread.Sleep(1);
        }
        return true;
    }

    /// <summary>Reads nothing more.</summary>
    public void Stall() => isStalled = true;

    public void Dispose()
    {
        isEnding = true;
        ending.Set();
        mainWire.Dispose();
        displayWire.Dispose();
        foreach (var thread in threads)
            thread.Join();
        main.Dispose();
        display.Dispose();
        ending.Dispose();
    }

    InvalidOperationException Gone() => new($"the viewer is gone: {fault!.Message}", fault);

    void Read(ChannelReader channel)
    {
        try
        {
            while (true)
            {
                if (isStalled)
                    ending.WaitOne();
                channel.ReadMessage();
            }
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException or InvalidDataException
            or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            if (!isEnding)
                fault = broken;
        }
    }
}
