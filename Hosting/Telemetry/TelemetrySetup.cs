using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Scanout.Hosting.Configuration;
using Scanout.Pipeline;
using Scanout.Pipeline.Screens;

namespace Scanout.Hosting.Telemetry;

/// <summary>Where numbers and traces go: Prometheus text on the web port, and a collector where there is one.</summary>
static class TelemetrySetup
{
    /// <summary>
    /// Label sets of one metric: a thousand displays, of which each has up to seven states, or as many sinks, reasons and encodings. Beyond it OpenTelemetry would
    /// tell them all as one. It is what has an end in any case: a display's name is its VM's, and nobody makes thousands of those within one run of a service.
    /// </summary>
    const int MostLabelSets = 16 * 1024;

    public static void AddTelemetry(this WebApplicationBuilder builder, ScanoutSettings settings)
    {
        builder.Services.AddSingleton<HostGauges>();
        builder.Services.AddSingleton<ProcessGauges>();
        builder.Services.AddSingleton<DisplayGauges>();
        builder.Services.AddSingleton<DisplayBoard>();
        builder.Services.AddSingleton<ScreenBoard>();
        builder.Services.AddSingleton(new ScreenThresholds(settings.Screen));
        var telemetry = builder.Services.AddOpenTelemetry();
        telemetry.ConfigureResource(resource => Describe(resource, settings)).AddOtlp(settings);
        telemetry.WithMetrics(metrics => metrics
            .AddMeter(PipelineMeter.Name)
            .AddView("*", new MetricStreamConfiguration { CardinalityLimit = MostLabelSets })
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
            .AddService("scanout", serviceVersion: ProgramVersion.Text, serviceInstanceId: host)
            .AddAttributes([new("host.name", host)]);
    }
}
