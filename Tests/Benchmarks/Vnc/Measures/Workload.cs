using Scanout.Benchmarks.Vnc.Scenes;
using Scanout.Benchmarks.Vnc.Viewers;

namespace Scanout.Benchmarks.Vnc.Measures;

/// <summary>A column of the table: a scene, watched in an encoding.</summary>
/// <param name="Key">As the command line calls it.</param>
/// <param name="Title">As the table does.</param>
/// <param name="Scene">What is shown.</param>
/// <param name="Wishes">What each viewer asks for.</param>
/// <param name="Share">How much of the better peer's cost ours may be, with one viewer.</param>
sealed record Workload(string Key, string Title, IScene Scene, ViewerWishes Wishes, double Share)
{
    public static IReadOnlyList<Workload> All(int? compression, int quality)
    {
        const double Quarter = 1 / 4.0, TwoThirds = 2 / 3.0;
        var text = new ScrollingText();
        return
        [
            new("text-zrle", "scrolling text, ZRLE", text, ViewerWishes.Zrle(compression), Quarter),
            new("text-tight", "scrolling text, Tight lossless", text, ViewerWishes.Tight(compression), Quarter),
            new("drag-tight", "dragged window, Tight lossless", new DraggedWindow(), ViewerWishes.Tight(compression), Quarter),
            new("motion-jpeg", "full-screen motion, Tight + JPEG", new FullScreenMotion(), ViewerWishes.TightJpeg(compression, quality),
                TwoThirds),
        ];
    }
}
