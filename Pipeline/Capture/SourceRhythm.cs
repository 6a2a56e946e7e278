namespace Scanout.Pipeline.Capture;

/// <summary>
/// Learns how fast a source changes at most, so that a plane that is refreshed ten times a second is not looked at sixty times. It takes
/// the shortest gap between two changes among the last few, and forgets it as soon as a change comes sooner than expected.
/// </summary>
public sealed class SourceRhythm
{
    /// <summary>Gaps that must have been seen before anything is concluded from them.</summary>
    const int Needed = 8;

    readonly TimeSpan[] gaps = new TimeSpan[Needed];
    int next;
    int known;
    TimeSpan lastChange;
    bool hasChanged;

    /// <summary>The shortest gap between changes lately; zero while it is not known.</summary>
    public TimeSpan ShortestGap { get; private set; }

    /// <summary>The picture was seen to have changed.</summary>
    /// <param name="now">On any clock that does not go back.</param>
    /// <param name="wasFirstLook">Whether it was found by the first look since the change before: it may have come earlier then.</param>
    public void Changed(TimeSpan now, bool wasFirstLook)
    {
        if (hasChanged && wasFirstLook)
            Forget();
        if (hasChanged && !wasFirstLook)
        {
            gaps[next] = now - lastChange;
            next = (next + 1) % Needed;
            known = Math.Min(known + 1, Needed);
            if (known == Needed)
                ShortestGap = gaps.Min();
        }
        (lastChange, hasChanged) = (now, true);
    }

    void Forget()
    {
        known = 0;
        ShortestGap = TimeSpan.Zero;
    }
}
