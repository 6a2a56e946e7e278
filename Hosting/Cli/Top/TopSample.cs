using Scanout.Hosting.Web;

namespace Scanout.Hosting.Cli.Top;

/// <summary>What the service said at one moment.</summary>
/// <param name="Taken">When, on any clock that does not go back.</param>
/// <param name="Displays">Its displays.</param>
/// <param name="Metrics">Its numbers.</param>
sealed record TopSample(TimeSpan Taken, IReadOnlyList<DisplayRecord> Displays, IReadOnlyList<PrometheusSample> Metrics)
{
    public double Sum(string name) => Metrics.Where(sample => sample.Name == name).Sum(sample => sample.Value);

    /// <summary>The samples of a display.</summary>
    public IEnumerable<PrometheusSample> Of(string name, string display) =>
        Metrics.Where(sample => sample.Name == name && sample.Label("display") == display);
}
