using System.Reflection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Scanout.Hosting.Configuration;
using Scanout.Pipeline;
using Scanout.Pipeline.Screens;

namespace Scanout.Hosting.Telemetry;

/// <summary>Where numbers and traces go: Prometheus text on the web port, and a collector where there is one.</summary>
static class TelemetrySetup
{
    public static void AddTelemetry(this WebApplicationBuilder builder, ScanoutSettings settings)
    {
        builder.Services.AddSingleton<HostGauges>();
        builder.Services.AddSingleton<DisplayGauges>();
        builder.Services.AddSingleton<DisplayBoard>();
        builder.Services.AddSingleton<ScreenBoard>();
        var telemetry = builder.Services.AddOpenTelemetry();
        telemetry.ConfigureResource(resource => Describe(resource, settings)).AddOtlp(settings);
        telemetry.WithMetrics(metrics => metrics
            .AddMeter(PipelineMeter.Name)
            .AddPrometheusExporter(options =>
            {
                options.ScrapeResponseCacheDurationMilliseconds = 0;
                options.ScopeInfoEnabled = false;
            }));
    }

    /// <summary>Who tells all this.</summary>
    static void Describe(ResourceBuilder resource, ScanoutSettings settings)
    {
        var host = settings.HostName;
        resource
            .AddService("scanout", serviceVersion: Assembly.GetExecutingAssembly().GetName().Version?.ToString(3), serviceInstanceId: host)
            .AddAttributes([new("host.name", host)]);
    }
}
