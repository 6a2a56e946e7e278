using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Capture;

/// <summary>
/// When to look at a device next: what the watchers want, how lively the picture is, and how fast the source changes. Pure: it is told the
/// time, and belongs to one display's capture.
/// </summary>
/// <remarks>
/// Watched and moving, or typed at: the watchers' rate. Watched and at rest: a little slower with each quiet look, down to <see cref="RestingInterval"/>,
/// or <see cref="PatientInterval"/> where all who watch are patient.
/// Unwatched: half a second after a change, and half a second more with each quiet look, up to the idle interval. Switched off or refused:
/// twice as long each time, up to the idle interval, or a second where somebody watches. After a change nothing is looked at before three
/// quarters of the source's own rhythm are over, where it has one that is faster than <see cref="SlowestRhythm"/>.
/// </remarks>
public sealed class Cadence(CaptureSettings settings)
{
    /// <summary>The slowest that a display is looked at while somebody watches: a change shows within this.</summary>
    public static readonly TimeSpan RestingInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// The same where all who watch are patient: with looks that compare an eighth of the rows, each in its turn, a change is found within
    /// eight of these, and a recording loses less than a second.
    /// </summary>
    public static readonly TimeSpan PatientInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Changes that are further apart are a clock or a caret, not a source's refresh.</summary>
    static readonly TimeSpan SlowestRhythm = TimeSpan.FromMilliseconds(150);

    static readonly TimeSpan SlowestWatchedRetry = TimeSpan.FromSeconds(1);

    /// <summary>Quiet looks at full rate before it is slowed down: a quarter of a second at 60 Hz.</summary>
    const int QuietLooksAtFullRate = 15;

    static readonly TimeSpan RestingStep = TimeSpan.FromMilliseconds(2);
    static readonly TimeSpan UnwatchedStep = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan FirstRefusal = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan WhilePending = TimeSpan.FromMilliseconds(2);

    readonly SourceRhythm rhythm = new();
    CaptureSettings settings = settings;
    int refusals;

    /// <summary>Looks in a row that found nothing new.</summary>
    public int QuietLooks { get; private set; }

    /// <summary>From here on; what was learnt of the source is kept.</summary>
    public void Change(CaptureSettings changed) => settings = changed;

    /// <summary>Takes the outcome of a look and says when the next is due.</summary>
    /// <param name="outcome">What the look came to.</param>
    /// <param name="looked">When it began, on any clock that does not go back.</param>
    /// <param name="demand">How often the most demanding watcher wants a picture; null where nobody does.</param>
    /// <param name="isTypedAt">Whether a viewer's key or pointer came just now: the picture does not count as resting.</param>
    public TimeSpan Next(CaptureOutcome outcome, TimeSpan looked, SurfaceDemand? demand, bool isTypedAt = false)
    {
        if (outcome == CaptureOutcome.Pending)
            return looked + WhilePending;
        if (outcome == CaptureOutcome.Captured)
            rhythm.Changed(looked, wasFirstLook: QuietLooks == 0);
        QuietLooks = outcome == CaptureOutcome.Unchanged ? QuietLooks + 1 : 0;
        refusals = outcome is CaptureOutcome.Refused or CaptureOutcome.Disabled ? refusals + 1 : 0;
        return looked + (refusals > 0 ? AfterRefusal(demand is not null) : demand is { } wanted ? Watched(wanted, isTypedAt) : Unwatched());
    }

    TimeSpan AfterRefusal(bool isWatched)
    {
        var backedOff = Shorter(FirstRefusal * Math.Pow(2, Math.Min(refusals - 1, 16)), settings.IdleInterval);
        return isWatched ? Shorter(backedOff, SlowestWatchedRetry) : backedOff;
    }

    TimeSpan Watched(SurfaceDemand wanted, bool isTypedAt)
    {
        var interval = Longer(wanted.Interval, settings.Interval);
        if (QuietLooks == 0)
            return rhythm.ShortestGap <= SlowestRhythm && rhythm.ShortestGap * 0.75 > interval ? rhythm.ShortestGap * 0.75 : interval;
        if (isTypedAt)
            return interval;
        var resting = interval + RestingStep * Math.Max(0, QuietLooks - QuietLooksAtFullRate);
        return Shorter(resting, Longer(interval, wanted.IsPatient ? PatientInterval : RestingInterval));
    }

    TimeSpan Unwatched() => Shorter(UnwatchedStep * (QuietLooks + 1), settings.IdleInterval);

    static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
