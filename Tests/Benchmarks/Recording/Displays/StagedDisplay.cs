using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Scanout.Benchmarks.Capture;
using Scanout.Benchmarks.Recording.Sequences;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Recordings.Store;
using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Benchmarks.Recording.Displays;

/// <summary>
/// A display that is captured and recorded into a directory of its own, by a clock that is set: look by look, each with all that follows from it. Owns
/// all of that but the directory. One thread.
/// </summary>
sealed class StagedDisplay : IDisposable
{
    const string Name = "display";


    /// <summary>What is not recorded by then waits for the disk, and for the clock to go on.</summary>
    static readonly TimeSpan UsualPatience = TimeSpan.FromMilliseconds(250);

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly SetTime time = new();
    readonly Surface surface;
    readonly PictureDevice device;
    readonly DisplayCapture capture;
    readonly RecordingStore store;
    readonly DiskThread disk = new();
    readonly Recorder recorder;
    readonly RecordedPictures recorded = new(Name);
    readonly CancellationTokenSource ending = new();
    readonly Task<RecordingEnd> running;
    bool isClosed;

    public StagedDisplay(int widthPixels, int heightPixels, string directory)
    {
        Folder = Path.Combine(directory, Name);
        surface = new Surface(Name, new TilePool(), time);
        device = new PictureDevice(widthPixels, heightPixels);
        capture = new DisplayCapture(device, surface);
        store = new RecordingStore(new RecordingStoreSettings { Directory = directory }, time, NullLogger.Instance);
        recorder = new Recorder(
            new RecordedDisplay(surface, RecordingPolicy.On, () => Guid.Empty), new RecorderSettings { Host = "benchmark" }, store, disk,
            new RecordingHistory(), NullLogger.Instance);
        time.TimerSet += recorded.StepEnded;
        running = recorder.RunAsync(ending.Token);
        AwaitStep();
    }

    /// <summary>Where its segments are.</summary>
    public string Folder { get; }

    /// <summary>What it shows: rows without gaps.</summary>
    public Span<uint> Pixels => device.Pixels;

    /// <summary>Since its beginning.</summary>
    public TimeSpan Now => time.Now;

    /// <summary>What the segments take on disk by now.</summary>
    public long Bytes => Directory.EnumerateFiles(Folder, "*.scanout").Sum(file => new FileInfo(file).Length);

    /// <summary>Lets time go on, and looks at the device; comes back when all that follows has been done.</summary>
    /// <returns>How long it took, by the wall, until the recorder rested; the disk's own thread may have gone on.</returns>
    public TimeSpan Look(TimeSpan interval)
    {
        time.Advance(interval);
        var began = Stopwatch.GetTimestamp();
        recorded.Expect();
        if (capture.Poll() == CaptureOutcome.Captured)
            AwaitPicture();
        else if (time.RunTimers())
            AwaitStep();
        var took = Stopwatch.GetElapsedTime(began);
        // The clock does not wait for the disk by itself, which is not to seem slow.
        AwaitDisk();
        return took;
    }

    /// <summary>Shows a sequence from its beginning to its end.</summary>
    public void Play(SequencePlayer player)
    {
        player.Rewind();
        for (var frame = 0; frame < player.Sequence.Frames.Count; frame++)
        {
            player.Step(device.Pixels);
            Look(CorpusSequence.FrameInterval);
        }
    }

    /// <summary>Ends the recording: what its segments take on disk.</summary>
    public long Close()
    {
        isClosed = true;
        ending.Cancel();
        var end = running.GetAwaiter().GetResult();
        return end.Why == RecordingEndReason.Told ? Bytes : throw new InvalidOperationException($"the recording ended: {end.Message}");
    }

    public void Dispose()
    {
        if (!isClosed)
            Close();
        capture.Dispose();
        surface.Dispose();
        store.Dispose();
        disk.Dispose();
        recorded.Dispose();
        ending.Dispose();
    }

    void AwaitPicture()
    {
        for (var waited = TimeSpan.Zero; !recorded.AwaitPicture(UsualPatience); waited += UsualPatience)
        {
            if (waited >= Patience)
                throw new InvalidOperationException($"the recorder has not recorded what it was shown: {recorder.Status}");
            AwaitDisk();
            time.Advance(TimeSpan.FromMilliseconds(1));
            time.RunTimers();
        }
    }

    void AwaitStep()
    {
        if (!recorded.AwaitStep(Patience))
            throw new InvalidOperationException("the recorder does nothing");
    }

    void AwaitDisk() => disk.RunAsync(() => { }).GetAwaiter().GetResult();
}
