using OpenTelemetry.Metrics;
using Scanout.Pipeline;

namespace Scanout.Hosting.Telemetry;

/// <summary>Where numbers go: Prometheus text on the web port.</summary>
static class TelemetrySetup
{
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<HostGauges>();
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(PipelineMeter.Name)
            .AddPrometheusExporter(options =>
            {
                options.ScrapeResponseCacheDurationMilliseconds = 0;
                options.ScopeInfoEnabled = false;
            }));
    }
}
