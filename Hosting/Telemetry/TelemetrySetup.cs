using System.Reflection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Scanout.Hosting.Configuration;
using Scanout.Pipeline;
using Scanout.Pipeline.Screens;

namespace Scanout.Hosting.Telemetry;

/// <summary>Where numbers, traces and log lines go: Prometheus text on the web port, a collector where there is one, and standard error.</summary>
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
        var host = settings.Node.Length > 0 ? settings.Node : Environment.MachineName;
        resource
            .AddService("scanout", serviceVersion: Assembly.GetExecutingAssembly().GetName().Version?.ToString(3), serviceInstanceId: host)
            .AddAttributes([new("host.name", host)]);
    }

    public static void AddLogging(this WebApplicationBuilder builder, ScanoutSettings settings)
    {
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LevelOf(settings.LogLevel));
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // A start that fails is told by the command, in one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
        });
        // Standard output is for the addresses.
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    /// <summary>Akka.NET's names of levels.</summary>
    static LogLevel LevelOf(string akkaLevel) => akkaLevel.ToUpperInvariant() switch
    {
        "DEBUG" => LogLevel.Debug,
        "WARNING" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "OFF" => LogLevel.None,
        _ => LogLevel.Information,
    };
}
