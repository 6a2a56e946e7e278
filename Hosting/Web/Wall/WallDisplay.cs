using Scanout.Pipeline.Frames;

namespace Scanout.Hosting.Web.Wall;

/// <summary>A display as it is now: what is told of it, and where its pictures are.</summary>
sealed record WallDisplay(DisplayRecord Record, Surface Surface)
{
    /// <summary>
    /// The same, without what changes all the time and nobody reads on a wall: so that it is news only where something has happened.
    /// </summary>
    public DisplayRecord Essence => Record with
    {
        Frames = 0, UpdatesPerSecond = Coarse(Record.UpdatesPerSecond), Recorder = Record.Recorder is { } recorder ? recorder with { Bytes = 0 } : null,
    };

    static double Coarse(double perSecond) => perSecond switch
    {
        < 1 => Math.Round(perSecond * 2) / 2,
        < 20 => Math.Round(perSecond),
        _ => Math.Round(perSecond / 5) * 5,
    };
}
