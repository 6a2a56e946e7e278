namespace Scanout.Pipeline.Frames;

/// <summary>How often a surface's watchers want a picture, taken together.</summary>
/// <param name="Interval">Between two pictures while they move: the shortest that anybody wants.</param>
/// <param name="IsPatient">
/// Whether all of them let a display that rests be looked at less often, and in part only: a change may be seen up to a second late.
/// </param>
public readonly record struct SurfaceDemand(TimeSpan Interval, bool IsPatient = false)
{
    /// <summary>What both want together: the shorter interval, and patience only where both have it.</summary>
    public static SurfaceDemand operator |(SurfaceDemand one, SurfaceDemand other) =>
        new(one.Interval < other.Interval ? one.Interval : other.Interval, one.IsPatient && other.IsPatient);

    /// <summary>Whether it asks for more than another.</summary>
    internal bool Exceeds(SurfaceDemand? other) =>
        other is not { } before || Interval < before.Interval || before.IsPatient && !IsPatient;
}
