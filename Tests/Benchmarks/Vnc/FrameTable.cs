using Scanout.Benchmarks.Vnc.Measures;

namespace Scanout.Benchmarks.Vnc;

/// <summary>
/// The rounds' measures by peer, workload and number of viewers, and what they say: the issue's table, the goals, the details.
/// </summary>
sealed class FrameTable(IReadOnlyList<string> peers, IReadOnlyList<Workload> workloads, IReadOnlyList<int> viewers)
{
    const string Ours = "Scanout";
    const double FanOutBound = 1.5;

    /// <summary>Who receives less than this share of the frames that a single viewer receives does not keep pace.</summary>
    const double PaceBound = 0.9;

    readonly Dictionary<(string Peer, string Workload, int Viewers), List<FrameCost>> costs = [];
    readonly Dictionary<(string Peer, string Workload), double> unwatched = [];

    public void Add(string peer, Workload workload, FrameCost cost)
    {
        if (!costs.TryGetValue((peer, workload.Key, cost.Viewers), out var all))
            costs[(peer, workload.Key, cost.Viewers)] = all = [];
        all.Add(cost);
    }

    public void AddUnwatched(string peer, Workload workload, double share) => unwatched[(peer, workload.Key)] = share;

    /// <summary>
    /// A row for each peer, a column for each workload: all that the server used, and of that without what it uses unwatched.
    /// </summary>
    public string Costs()
    {
        var table = new MarkdownTable(
        [
            $"ms of processor per delivered frame, {string.Join(" / ", viewers)} viewers", .. workloads.Select(workload => workload.Title),
        ]);
        foreach (var peer in peers)
            table.Add([peer, .. workloads.Select(workload =>
                $"{Join(count => Gross(peer, workload, count))} ms at {Join(count => Rate(peer, workload, count))}/s")]);
        foreach (var peer in peers)
            table.Add([$"{peer}, less unwatched", .. workloads.Select(workload => $"{Join(count => Net(peer, workload, count))} ms")]);
        return table.ToString();
    }

    /// <summary>Ours whole against the better peer less what it uses unwatched: the stricter reading.</summary>
    public void AddGoals(MarkdownTable goals)
    {
        if (!peers.Contains(Ours))
            return;
        var others = peers.Where(peer => peer != Ours).ToList();
        foreach (var workload in workloads)
        {
            if (others.Count > 0 && viewers.Contains(1))
            {
                var better = others.MinBy(peer => Net(peer, workload, 1))!;
                var (ours, best) = (Gross(Ours, workload, 1), Net(better, workload, 1));
                goals.Add(
                    $"{workload.Title}: one viewer, against {better}", $"{ours:0.00} of {best:0.00} ms = {ours / best:0.00}",
                    $"≤ {workload.Share:0.00}", Verdict(ours <= best * workload.Share));
            }
            if (viewers.Contains(1) && viewers.Max() is > 1 and var many)
            {
                var (one, all) = (Gross(Ours, workload, 1), Gross(Ours, workload, many));
                var (paceOfOne, pace) = (Rate(Ours, workload, 1), Rate(Ours, workload, many));
                goals.Add(
                    $"{workload.Title}: {many} viewers against one",
                    $"{all:0.00} of {one:0.00} ms = {all / one:0.00}, at {pace:0.0} of {paceOfOne:0.0}/s",
                    $"≤ {FanOutBound:0.0}, in pace", Verdict(all <= one * FanOutBound && pace >= paceOfOne * PaceBound));
            }
        }
    }

    public string Details()
    {
        var table = new MarkdownTable(
            "scene", "server", "viewers", "ms/frame", "less unwatched", "spread", "frames/s", "updates/s", "KB/update", "rectangles",
            "copies", "JPEGs", "Mpixels");
        foreach (var workload in workloads)
            foreach (var count in viewers)
                foreach (var peer in peers)
                {
                    var all = costs[(peer, workload.Key, count)];
                    double Each(Func<FrameCost, long> of) => Median(all.Select(cost => (double)of(cost) / cost.Received.Updates));
                    table.Add(
                        workload.Title, peer, $"{count}", $"{Gross(peer, workload, count):0.00}", $"{Net(peer, workload, count):0.00}",
                        $"{all.Min(cost => cost.MillisecondsPerFrame):0.0} to {all.Max(cost => cost.MillisecondsPerFrame):0.0}",
                        $"{Median(all.Select(cost => cost.Published / cost.Elapsed.TotalSeconds)):0.0}",
                        $"{Rate(peer, workload, count):0.0}", $"{Each(cost => cost.Received.Bytes) / 1000:0}",
                        $"{Each(cost => cost.Received.Rectangles):0.#}", $"{Each(cost => cost.Received.Copies):0.#}",
                        $"{Each(cost => cost.Received.Jpegs):0.#}", $"{Each(cost => cost.Received.Pixels) / 1e6:0.00}");
                }
        return table.ToString();
    }

    double Gross(string peer, Workload workload, int count) =>
        Median(costs[(peer, workload.Key, count)].Select(cost => cost.MillisecondsPerFrame));

    double Net(string peer, Workload workload, int count) =>
        Median(costs[(peer, workload.Key, count)].Select(cost => cost.NetMillisecondsPerFrame(unwatched[(peer, workload.Key)])));

    double Rate(string peer, Workload workload, int count) =>
        Median(costs[(peer, workload.Key, count)].Select(cost => cost.UpdatesPerSecond));

    string Join(Func<int, double> of) => string.Join(" / ", viewers.Select(count => $"{of(count):0.0}"));

    static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    public static string Verdict(bool isMet) => isMet ? "pass" : "FAIL";
}
