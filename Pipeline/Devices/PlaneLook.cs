using Scanout.Codecs.Pixels;

namespace Scanout.Pipeline.Devices;

/// <summary>What a device says when it is asked for its primary plane.</summary>
public enum LookOutcome
{
    /// <summary>There is a picture to read, of the layout that is told with it.</summary>
    Ready,

    /// <summary>The device knows that nothing has changed since the last look that was <see cref="Ready"/>: there is nothing to read.</summary>
    Unchanged,

    /// <summary>The device was asked for a consistent picture and is at it: look again soon.</summary>
    Pending,

    /// <summary>The display is switched off: a valid state.</summary>
    Disabled,

    /// <summary>What the device describes can't be read; the reason says why. It may be better next time.</summary>
    Refused,

    /// <summary>The device is gone and must be opened anew.</summary>
    Lost,
}

/// <summary>The answer of <see cref="IDisplayDevice.Look"/>: an outcome, with the layout or the reason that goes with it.</summary>
public readonly record struct PlaneLook
{
    PlaneLook(LookOutcome outcome, PlaneLayout layout, string? reason) => (Outcome, Layout, Reason) = (outcome, layout, reason);

    public static PlaneLook Unchanged => new(LookOutcome.Unchanged, default, null);
    public static PlaneLook Pending => new(LookOutcome.Pending, default, null);

    /// <summary>Switched off; the reason, where the device's kind lets one know it, says what is waited for.</summary>
    public static PlaneLook Disabled(string? reason = null) => new(LookOutcome.Disabled, default, reason);

    public static PlaneLook Ready(PlaneLayout layout) => new(LookOutcome.Ready, layout, null);
    public static PlaneLook Refused(string reason) => new(LookOutcome.Refused, default, reason);
    public static PlaneLook Lost(string reason) => new(LookOutcome.Lost, default, reason);

    public LookOutcome Outcome { get; }

    /// <summary>With <see cref="LookOutcome.Ready"/>: how the plane lies in memory, validated against <see cref="PlaneLayout"/>'s bounds.</summary>
    public PlaneLayout Layout { get; }

    /// <summary>With <see cref="LookOutcome.Refused"/> and <see cref="LookOutcome.Lost"/>: one sentence, naming the field and its value. It may go with <see cref="LookOutcome.Disabled"/>.</summary>
    public string? Reason { get; }
}
