namespace Scanout.Pipeline.Screens;

/// <summary>
/// Says what state a screen is in, from what it looked like and how often it has changed. Pure: it is told the time, on any clock that does not go
/// back. Belongs to one display's watch.
/// </summary>
/// <remarks>
/// In this order: no signal, black, frozen, text, lively, still. A state is told once it has held for <see cref="ScreenSettings.Settle"/>, the
/// first one of a picture at once.
/// </remarks>
public sealed class ScreenJudge(ScreenSettings settings)
{
    ScreenChanges changes = new(settings.LivelyWithin);
    ScreenSight sight;
    ScreenState candidate = ScreenState.NoSignal;
    TimeSpan? candidateSince;
    TimeSpan changedAt;
    bool wasLively;

    /// <summary>They may change. Of changes of the picture, what was counted for another stretch of time does not count.</summary>
    public ScreenSettings Settings
    {
        get;
        set
        {
            if (value.LivelyWithin != field.LivelyWithin)
                changes = new ScreenChanges(value.LivelyWithin);
            field = value;
        }
    } = settings;

    /// <summary>What is told; null before anything is.</summary>
    public ScreenState? Told { get; private set; }

    /// <summary>The picture, or the notice in its place, has changed so many times since it was last told of.</summary>
    public void See(TimeSpan now, ScreenSight seen, long count)
    {
        sight = seen;
        changedAt = now;
        if (!seen.HasSignal)
        {
            changes.Clear();
            wasLively = false;
            return;
        }
        changes.Add(now, count);
        wasLively = IsLively(now);
    }

    /// <summary>Whether what is told has changed with the time, or with what was seen.</summary>
    public bool Settles(TimeSpan now)
    {
        var state = StateAt(now);
        if (state != candidate || candidateSince is null)
            (candidate, candidateSince) = (state, now);
        if (candidate == Told || now - candidateSince < Settings.Settle && (Told is not null || !sight.HasSignal))
            return false;
        Told = candidate;
        return true;
    }

    /// <summary>When to ask again though nothing is seen; null where that changes nothing.</summary>
    public TimeSpan? NextEdge()
    {
        TimeSpan? next = candidate == Told ? null : candidateSince + Settings.Settle;
        if (candidate is ScreenState.NoSignal or ScreenState.Black or ScreenState.Frozen)
            return next;
        if (wasLively)
            next = Earlier(next, changedAt + Settings.FrozenAfter);
        return candidate == ScreenState.Lively && changes.NextExpiry is { } expiry ? Earlier(next, expiry) : next;
    }

    ScreenState StateAt(TimeSpan now) => sight switch
    {
        { HasSignal: false } => ScreenState.NoSignal,
        { IsBlack: true } => ScreenState.Black,
        _ when wasLively && now - changedAt >= Settings.FrozenAfter => ScreenState.Frozen,
        { IsText: true } => ScreenState.Text,
        _ => IsLively(now) ? ScreenState.Lively : ScreenState.Still,
    };

    bool IsLively(TimeSpan now) => changes.CountAt(now) >= Settings.LivelyChanges;

    static TimeSpan Earlier(TimeSpan? one, TimeSpan other) => one < other ? one.Value : other;
}
