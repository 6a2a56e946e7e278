namespace Scanout.Pipeline.Devices.Demo;

/// <summary>
/// A moving picture that is a function of the step alone: the same step is the same picture, whoever paints it and whatever was painted before. One
/// thread uses it.
/// </summary>
abstract class DemoScene(DemoCanvas canvas)
{
    /// <summary>Steps in a second of time.</summary>
    public const int StepsPerSecond = 30;

    protected DemoCanvas Canvas { get; } = canvas;

    /// <summary>Paints the whole picture of a step.</summary>
    public abstract void Paint(long step);

    /// <summary>Where the pointer is.</summary>
    public virtual (int X, int Y) PointerAt(long step)
    {
        var turn = step / (double)StepsPerSecond / 3;
        return (
            (int)(Canvas.Width * (0.5 + 0.35 * Math.Sin(turn * 1.3))),
            (int)(Canvas.Height * (0.5 + 0.33 * Math.Sin(turn * 1.9 + 1))));
    }
}
