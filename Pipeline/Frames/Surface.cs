using System.Runtime.CompilerServices;

namespace Scanout.Pipeline.Frames;

/// <summary>
/// Holds the newest frame of one display and wakes who waits for it. It is made with the display's name and lives as long as the service:
/// it outlives restarts and re-plugs, and what its watchers see in between is a notice. All members may be called from any thread, and
/// none of them waits.
/// </summary>
public sealed class Surface : IDisposable
{
    /// <summary>How long after a viewer's key or pointer the display is looked at as if it moved: guests take their time to show what was typed.</summary>
    public static readonly TimeSpan TypingLasts = TimeSpan.FromMilliseconds(500);

    readonly Lock gate = new();
    readonly UpdateRate rate;
    SurfaceWatch[] watches = [];
    Frame? newest;
    Frame? lastPicture;
    long number;
    long pictures;
    long looks;
    long typedAt;
    bool showsNotice;
    bool isDisposed;
    int writer;

    public Surface(string name, TilePool pool, TimeProvider timeProvider)
    {
        (Name, Pool, TimeProvider) = (name, pool, timeProvider);
        rate = new UpdateRate(timeProvider);
        SizeWishes = new SizeWishes(RaiseDemand, timeProvider);
        Video = new FrameVideo(timeProvider);
    }

    /// <summary>The display's name.</summary>
    public string Name { get; }

    public TilePool Pool { get; }

    public TimeProvider TimeProvider { get; }

    /// <summary>What size viewers would like the picture to have.</summary>
    public SizeWishes SizeWishes { get; }

    /// <summary>Whose turn it is to encode the display's tiles.</summary>
    public EncodingTurns EncodingTurns { get; } = new();

    /// <summary>What moved between two of its frames.</summary>
    public FrameMotion Motion { get; } = new();

    /// <summary>Which part of its picture is in full motion.</summary>
    public FrameVideo Video { get; }

    /// <summary>A watcher began to want pictures, or wants them more often, or somebody types. Called on the watcher's thread; must not wait.</summary>
    public event Action? DemandRaised;

    /// <summary>Whether the newest frame stands in for a picture that was not to be had.</summary>
    public bool ShowsNotice => Volatile.Read(ref showsNotice);

    /// <summary>How many frames were published, notices among them.</summary>
    public long FrameCount => Volatile.Read(ref number);

    /// <summary>How many frames of the device's picture were published.</summary>
    public long PictureCount => Volatile.Read(ref pictures);

    /// <summary>Frames of the device's picture per second, lately.</summary>
    public double UpdatesPerSecond
    {
        get
        {
            lock (gate)
                return rate.PerSecond;
        }
    }

    /// <summary>How often the most demanding watcher wants a picture; null where nobody does.</summary>
    public SurfaceDemand? Demand
    {
        get
        {
            SurfaceDemand? together = null;
            foreach (var watch in Volatile.Read(ref watches))
                if (watch.Demand is { } demand)
                    together = together is { } others ? demand | others : demand;
            return together;
        }
    }

    /// <summary>Whether a viewer's key or pointer came just now, so that the picture is about to change.</summary>
    public bool IsBeingTypedAt =>
        Volatile.Read(ref typedAt) is not 0 and var at && TimeProvider.GetElapsedTime(at) < TypingLasts;

    /// <summary>A viewer has sent a key or moved the pointer: the display is looked at at once, and at the full rate for a while.</summary>
    public void TypeAt()
    {
        Volatile.Write(ref typedAt, TimeProvider.GetTimestamp());
        if (Demand is not null)
            RaiseDemand();
    }

    /// <summary>The newest frame, held for the caller; null before the first.</summary>
    public Frame? Acquire()
    {
        lock (gate)
            return newest?.Acquire();
    }

    /// <summary>The newest frame that is a device's picture and no notice, held for the caller; null before the first.</summary>
    public Frame? AcquirePicture()
    {
        lock (gate)
            return lastPicture?.Acquire();
    }

    /// <summary>
    /// Makes the caller the surface's writer, in the place of any before: a capture that was given up and comes back late has no say any more.
    /// </summary>
    public int TakeOver() => Interlocked.Increment(ref writer);

    /// <summary>Takes over the caller's hold on a frame, which becomes the newest, unless another writer has taken over.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="asWriter">What <see cref="TakeOver"/> gave the caller; null for a notice, which anybody may publish.</param>
    public void Publish(Frame frame, int? asWriter)
    {
        ArgumentNullException.ThrowIfNull(frame);
        lock (gate)
        {
            if (isDisposed || asWriter is { } mine && mine != Volatile.Read(ref writer))
            {
                frame.Release();
                return;
            }
            (frame.Number, frame.PublishedAt) = (++number, TimeProvider.GetTimestamp());
            newest?.Release();
            newest = frame;
            Video.Follow(frame);
            showsNotice = frame.Origin.IsNotice;
            if (!frame.Origin.IsNotice)
            {
                lastPicture?.Release();
                lastPicture = frame.Acquire();
                rate.Count();
                pictures++;
            }
        }
        foreach (var watch in Volatile.Read(ref watches))
            watch.Wake();
    }

    /// <summary>Wakes <paramref name="signal"/> with each frame from now on, until the watch is disposed.</summary>
    public SurfaceWatch Watch(Signal signal)
    {
        var watch = new SurfaceWatch(this, signal);
        lock (gate)
            watches = [.. watches, watch];
        return watch;
    }

    /// <summary>
    /// The frames of the surface as they become the newest, as often as asked for at most; frames that come faster than they are taken are left out. The
    /// consumer releases each.
    /// </summary>
    public async IAsyncEnumerable<Frame> Frames(
        TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var signal = new Signal();
        using var watch = Watch(signal);
        watch.Ask(interval);
        for (var seen = 0L; ; await signal.WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            var frame = Acquire();
            if (frame is null || frame.Number == seen)
            {
                frame?.Release();
                continue;
            }
            seen = frame.Number;
            yield return frame;
        }
    }

    /// <summary>
    /// Waits until the device has been looked at anew, so that the newest frame is not an old one of a display that rests; but no longer than
    /// <paramref name="patience"/>, for a display may be gone or hang.
    /// </summary>
    public async Task RefreshAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var signal = new Signal();
        using var watch = Watch(signal);
        watch.WantsLooks = true;
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        impatience.CancelAfter(patience);
        // The look that is under way may have passed the change already: the one after it has not.
        var wanted = Volatile.Read(ref looks) + 2;
        watch.Ask(TimeSpan.Zero);
        try
        {
            while (Volatile.Read(ref looks) < wanted)
                await signal.WaitAsync(impatience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What there is has to do.
        }
    }

    /// <summary>The device was looked at, whatever came of it: told by the capture.</summary>
    internal void CountLook()
    {
        Volatile.Write(ref looks, looks + 1);
        foreach (var watch in Volatile.Read(ref watches))
            if (watch.WantsLooks)
                watch.Wake();
    }

    /// <summary>
    /// Shows a notice over the last picture, darkened, until the device's picture is had again: a capture that finds a notice shown shows its
    /// picture anew, so that a notice that comes late does not stay.
    /// </summary>
    public void ShowNotice(string headline, string detail)
    {
        var picture = AcquirePicture();
        try
        {
            Publish(NoticeFrame.Compose(picture, Pool, TimeProvider.GetTimestamp(), headline, detail), asWriter: null);
        }
        finally
        {
            picture?.Release();
        }
    }

    /// <summary>The same on the thread pool, for callers that must not spend the milliseconds.</summary>
    public void ShowNoticeSoon(string headline, string detail) =>
        ThreadPool.UnsafeQueueUserWorkItem(_ => ShowNotice(headline, detail), null);

    internal void RaiseDemand() => DemandRaised?.Invoke();

    internal void Remove(SurfaceWatch watch)
    {
        lock (gate)
            watches = [.. watches.Where(other => other != watch)];
    }

    /// <summary>Lets go of the frames; what is published after it is let go of too.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
            newest?.Release();
            lastPicture?.Release();
            newest = lastPicture = null;
        }
    }
}
