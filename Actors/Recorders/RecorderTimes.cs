namespace Scanout.Actors.Recorders;

/// <summary>How long the recorders' actors wait for what.</summary>
public sealed record RecorderTimes
{
    /// <summary>From a recorder's start until its status is asked for. One that can't begin has ended by then.</summary>
    public TimeSpan FirstLook { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Between two looks at a recorder's status.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Before a recorder that ended is tried again; twice as long each time that it ends at once.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Who has recorded for so long works: his next end is a first one.</summary>
    public TimeSpan Enough { get; init; } = TimeSpan.FromMinutes(1);
}
