using System.Diagnostics.Metrics;

namespace Scanout.Pipeline;

/// <summary>The meter that all of the pipeline's instruments belong to. Names are OpenTelemetry's way; Prometheus shows them as <c>scanout_*</c>.</summary>
public static class PipelineMeter
{
    public const string Name = "Scanout";

    internal static Meter Meter { get; } = new(Name);

    /// <summary>From fifty microseconds to one second.</summary>
    internal static double[] SecondsBuckets { get; } =
        [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];
}
