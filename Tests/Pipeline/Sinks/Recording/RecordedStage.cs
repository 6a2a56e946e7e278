using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Recordings;
using Scanout.Pipeline.Recordings.Store;
using Scanout.Pipeline.Sinks.Recording;
using Scanout.Tests.Pipeline.Recordings;
using Scanout.Tests.Pipeline.Recordings.Store;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Sinks.Recording;

/// <summary>
/// A display that a test paints, captured and recorded step by step by a clock that the test sets; knows what it showed at which times. When it is disposed of, nobody is
/// to hold a tile any more.
/// </summary>
sealed class RecordedStage : IDisposable
{
    /// <summary>Between two looks: no picture comes sooner than one is recorded.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(40);

    static readonly byte[] Secret = [.. Enumerable.Range(1, 48).Select(number => (byte)(number * 5))];

    readonly TemporaryDirectory parent = new();
    readonly TilePool pool = new();
    readonly ManualResetEventSlim diskGate = new(initialState: true);
    readonly List<(TimeSpan Time, string Line)> shown = [];
    readonly RecordedStage? host;
    readonly long? maxBytes;
    readonly long keepFreeBytes;
    CancellationTokenSource ending = new();
    DisplayCapture capture;
    TimeSpan? startedAt;

    /// <param name="widthPixels">Of the display.</param>
    /// <param name="heightPixels">Likewise.</param>
    /// <param name="maxBytes">The store's bound.</param>
    /// <param name="keepFreeBytes">What the disk is to have free.</param>
    /// <param name="display">The display's name.</param>
    /// <param name="host">Whose store it records into, where it has none of its own.</param>
    public RecordedStage(
        int widthPixels = 320, int heightPixels = 200, long? maxBytes = null, long keepFreeBytes = 0, string display = "vm", RecordedStage? host = null)
    {
        (this.host, this.maxBytes, this.keepFreeBytes) = (host, maxBytes, keepFreeBytes);
        Device = new PaintedDevice(widthPixels, heightPixels);
        Surface = new Surface(display, pool, Time);
        capture = new DisplayCapture(Device, Surface);
        Calls.OnWrite = () =>
        {
            diskGate.Wait();
            BeforeWrite();
        };
        Store = host?.Store ?? OpenStore();
    }

    /// <summary>Called on the disk's thread, while the files are as the write before left them.</summary>
    public Action BeforeWrite { get; set; } = () => { };

    public SteppedTime Time { get; } = new();

    public RecordedLog Log { get; } = new();

    public TroubledCalls Calls { get; } = new();

    public PaintedDevice Device { get; private set; }

    public Surface Surface { get; }

    public RecordingStore Store { get; private set; }

    public DiskThread Disk { get; } = new();

    public RecordingHistory History { get; set; } = new();

    public RecorderSettings Settings { get; set; } = new() { Host = "tests", KeyInterval = TimeSpan.FromSeconds(2) };

    public bool IsSealed
    {
        get => Settings.Secret is not null;
        init
        {
            Settings = Settings with { Secret = value ? Secret : null };
            File.WriteAllBytes(KeyPath, Secret);
        }
    }

    public RecordingPolicy Policy { get; set; } = RecordingPolicy.On;

    public Recorder Recorder { get; private set; } = null!;

    public Task<RecordingEnd> Running { get; private set; } = null!;

    /// <summary>All displays'.</summary>
    public string Root => host?.Root ?? Path.Combine(parent.Path, "recordings");

    public string Folder => Path.Combine(Root, Surface.Name);

    public int TilesOut => pool.TilesOut;

    public string? KeyFile => IsSealed ? KeyPath : null;

    /// <summary>Its segments, in their order.</summary>
    public string[] Segments => Directory.Exists(Folder) ? [.. Directory.GetFiles(Folder, "*.scanout").Order(StringComparer.Ordinal)] : [];

    /// <summary>What was shown, as lines with times since the recorder was started.</summary>
    public List<string> Shown => [.. shown.Select(each => each.Line)];

    /// <summary>When it was shown, likewise.</summary>
    public List<TimeSpan> ShownAt => [.. shown.Select(each => each.Time)];

    /// <summary>Since the recorder was started first.</summary>
    public TimeSpan Now => Time.GetUtcNow() - StoreFixture.Start - (startedAt ?? TimeSpan.Zero);

    public long FileBytes => Segments.Sum(path => new FileInfo(path).Length);

    string KeyPath => Path.Combine(parent.Path, "key");

    /// <summary>Runs a recorder; the display shows something by then, noise where nothing was painted.</summary>
    public void Start()
    {
        if (Surface.FrameCount == 0)
        {
            if (!Device.Memory.ContainsAnyExcept((byte)0))
                Device.FillRandom(new Random(1));
            Assert.Equal(CaptureOutcome.Captured, capture.Poll());
            startedAt = Time.GetUtcNow() - StoreFixture.Start;
            Note();
        }
        ending.Dispose();
        ending = new CancellationTokenSource();
        Recorder = new Recorder(new RecordedDisplay(Surface, Policy, () => Guid.Empty), Settings, Store, Disk, History, Log);
        Running = Recorder.RunAsync(ending.Token);
        Settle();
    }

    /// <summary>Lets time go on, and looks at the display.</summary>
    public CaptureOutcome Look(TimeSpan? after = null)
    {
        Time.Advance(after ?? Beat);
        Settle();
        var outcome = Poll();
        Settle();
        return outcome;
    }

    /// <summary>The same, while the recorder waits for a disk that hangs.</summary>
    public void LookOnly()
    {
        Time.Advance(Beat);
        Poll();
    }

    /// <summary>Paints, and looks.</summary>
    public void Paint(Action<PaintedDevice> paint, TimeSpan? after = null)
    {
        paint(Device);
        Look(after);
    }

    /// <summary>Paints something else over and over, all tiles of it.</summary>
    public void PaintMuch(int pictures, int seed = 7)
    {
        var random = new Random(seed);
        for (var picture = 0; picture < pictures; picture++)
            Paint(device => device.FillRandom(random));
    }

    /// <summary>Nothing is painted for so long.</summary>
    public void Rest(TimeSpan duration, TimeSpan? step = null)
    {
        for (var rested = TimeSpan.Zero; rested < duration; rested += step ?? Beat)
            Look(step);
    }

    public void ShowNotice(string headline)
    {
        Time.Advance(Beat);
        Surface.ShowNotice(headline, "");
        Note();
        Settle();
    }

    /// <summary>The display is another device from now on.</summary>
    public void Replug(int widthPixels, int heightPixels, PixelFormat format)
    {
        capture.Dispose();
        Device = new PaintedDevice(widthPixels, heightPixels, format);
        capture = new DisplayCapture(Device, Surface);
    }

    /// <summary>No write comes back from now on.</summary>
    public void HangDisk() => diskGate.Reset();

    public void FreeDisk()
    {
        diskGate.Set();
        Settle();
    }

    /// <summary>Lets all that follows from what happened happen; a disk that hangs goes on hanging.</summary>
    public void Settle()
    {
        for (var round = 0; round < 2 && Running is not null; round++)
        {
            Time.AwaitStep(() => Running.IsCompleted);
            if (!diskGate.IsSet)
                continue;
            Recorder.RestAsync().GetAwaiter().GetResult();
            Time.AwaitStep(() => Running.IsCompleted);
        }
    }

    /// <summary>Tells the recorder to end.</summary>
    public RecordingEnd Stop()
    {
        ending.Cancel();
        return End();
    }

    /// <summary>How it has ended, or is about to.</summary>
    public RecordingEnd End() => Running.WaitAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();

    /// <summary>Another service begins in the same directory.</summary>
    public void Restart()
    {
        Store.Dispose();
        History = new RecordingHistory();
        Store = OpenStore();
        Start();
    }

    public List<string> Played(string? path = null)
    {
        using var timeline = RecordingTimeline.Open(path ?? Folder, KeyFile);
        var lines = ShownPictures.Of(timeline);
        Assert.Null(timeline.Fault);
        return lines;
    }

    public IReadOnlyList<RecordedGap> Gaps()
    {
        using var timeline = RecordingTimeline.Open(Folder, KeyFile);
        ShownPictures.Of(timeline);
        return timeline.Gaps;
    }

    /// <summary>Each segment is as the page says, for both readers, and follows from the one before.</summary>
    public void AssertSound() => RecordingSoundness.Check(Segments, Settings.Secret);

    public void Dispose()
    {
        diskGate.Set();
        if (Running is not null)
            Stop();
        capture.Dispose();
        Surface.Dispose();
        if (host is null)
            Store.Dispose();
        Disk.Dispose();
        diskGate.Dispose();
        ending.Dispose();
        parent.Dispose();
        Assert.Equal(0, pool.TilesOut);
    }

    CaptureOutcome Poll()
    {
        var outcome = capture.Poll();
        if (outcome == CaptureOutcome.Captured)
            Note();
        return outcome;
    }

    RecordingStore OpenStore() => new(new() { Directory = Root, MaxBytes = maxBytes, KeepFreeBytes = keepFreeBytes }, Time, Log, Calls);

    void Note()
    {
        using var held = new HeldFrame(Surface);
        shown.Add((Now, ShownPictures.Line((long)Now.TotalMicroseconds, held.Frame)));
    }
}
