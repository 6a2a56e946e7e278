using System.Diagnostics.Metrics;
using Scanout.Pipeline;

namespace Scanout.Hosting.Cluster.Rights;

/// <summary>Statements that were refused: whoever reaches the web can bring as many as he likes, so that each is counted and few are logged. For any thread.</summary>
sealed class RefusedStatements : IDisposable
{
    static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    readonly Lock gate = new();
    readonly Meter meter = new(PipelineMeter.Name);
    readonly Counter<long> refused;
    readonly TimeProvider timeProvider;
    readonly ILogger logger;
    long? lastTold;
    long untold;

    public RefusedStatements(TimeProvider timeProvider, ILogger logger)
    {
        (this.timeProvider, this.logger) = (timeProvider, logger);
        refused = meter.CreateCounter<long>("scanout.cluster.statements_refused", null, "Requests whose statement of rights was not good.");
    }

    public void Add(string address, string reason)
    {
        refused.Add(1);
        long count;
        lock (gate)
        {
            untold++;
            if (lastTold is { } last && timeProvider.GetElapsedTime(last) < Pause)
                return;
            (count, untold, lastTold) = (untold, 0, timeProvider.GetTimestamp());
        }
        logger.RightsRefused(address, reason, count);
    }

    public void Dispose() => meter.Dispose();
}
