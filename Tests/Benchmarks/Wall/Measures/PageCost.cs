using System.Diagnostics;
using Scanout.Benchmarks.Wall.Peers;
using Scanout.Benchmarks.Wall.Viewers;

namespace Scanout.Benchmarks.Wall.Measures;

/// <summary>What the service does while a page is as it is.</summary>
/// <param name="Cores">Processor seconds of the service in a second.</param>
/// <param name="PicturesPerCard">In a second, in the mean.</param>
/// <param name="FewestPerCard">In a second, of the card that had fewest.</param>
/// <param name="PictureBytesPerSecond">To the page.</param>
/// <param name="TextBytesPerSecond">To the page.</param>
sealed record PageCost(
    double Cores, double PicturesPerCard, double FewestPerCard, double PictureBytesPerSecond, double TextBytesPerSecond)
{
    static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    public static PageCost Measure(WallService service, PageState state, TimeSpan duration)
    {
        using var page = state.Open(service.Address);
        Thread.Sleep(Settling);
        var (clock, processor, before) = (Stopwatch.StartNew(), service.ProcessorTime, page?.Tally ?? WallTally.Nothing);
        Thread.Sleep(duration);
        var (seconds, used, sent) = (clock.Elapsed.TotalSeconds, service.ProcessorTime - processor, (page?.Tally ?? WallTally.Nothing).Since(before));
        var perCard = sent.Pictures.Values.Select(count => count / seconds).DefaultIfEmpty().ToList();
        return new PageCost(
            used.TotalSeconds / seconds, perCard.Average(), perCard.Min(), sent.PictureBytes / seconds, sent.TextBytes / seconds);
    }

    /// <summary>What several measurements have in their middle.</summary>
    public static PageCost MedianOf(IReadOnlyCollection<PageCost> costs)
    {
        return new PageCost(
            Of(cost => cost.Cores), Of(cost => cost.PicturesPerCard), Of(cost => cost.FewestPerCard),
            Of(cost => cost.PictureBytesPerSecond), Of(cost => cost.TextBytesPerSecond));

        double Of(Func<PageCost, double> number) => costs.Select(number).Order().ElementAt(costs.Count / 2);
    }
}
