using Scanout.Pipeline.Frames;
using Scanout.Tests.Pipeline.Sinks.Recording;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Web.Past;

/// <summary>A recording of pictures that a test paints, which knows what it showed and when, by the wall clock.</summary>
sealed class PastStage : IDisposable
{
    readonly List<(DateTimeOffset At, byte[] Png)> shown = [];
    readonly Random random = new(5);

    public PastStage(bool isSealed = false)
    {
        Stage = new RecordedStage { IsSealed = isSealed };
        Stage.Start();
        Note();
    }

    public RecordedStage Stage { get; }

    /// <summary>The pictures as PNG, each with the time when it was first shown.</summary>
    public IReadOnlyList<(DateTimeOffset At, byte[] Png)> Shown => shown;

    public DateTimeOffset Now => Stage.Time.GetUtcNow();

    /// <summary>Another picture, after a while.</summary>
    public void Paint(TimeSpan? after = null)
    {
        Stage.Paint(device => device.FillRandom(random), after);
        Note();
    }

    /// <summary>The recorder ends, and begins anew after so long.</summary>
    public void Pause(TimeSpan duration)
    {
        Stage.Stop();
        Stage.Time.Advance(duration);
        Stage.Restart();
        Note();
    }

    public void Dispose() => Stage.Dispose();

    void Note()
    {
        using var held = new HeldFrame(Stage.Surface);
        using var png = new MemoryStream();
        FramePng.Write(held.Frame, held.Frame.WidthPixels, png);
        shown.Add((Now, png.ToArray()));
    }
}
