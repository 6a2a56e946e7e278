namespace Scanout.Pipeline.Screens;

/// <summary>What counts as what for all displays' screens: it may change while they are watched. Any thread may ask.</summary>
public sealed class ScreenThresholds(ScreenSettings settings)
{
    volatile ScreenSettings current = settings;

    /// <summary>On the thread of who changes them.</summary>
    public event Action? Changed;

    public ScreenSettings Current
    {
        get => current;
        set
        {
            if (value == current)
                return;
            current = value;
            Changed?.Invoke();
        }
    }
}
