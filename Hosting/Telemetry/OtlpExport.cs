using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Scanout.Hosting.Configuration;
using Scanout.Pipeline;

namespace Scanout.Hosting.Telemetry;

/// <summary>Sends metrics and sampled traces to an OpenTelemetry collector, where the configuration names one.</summary>
static class OtlpExport
{
    /// <summary>A collector that does not answer holds up the service's end no longer than that, once for each of both.</summary>
    const int TimeoutMilliseconds = 1000;

    public static void AddOtlp(this IOpenTelemetryBuilder builder, ScanoutSettings settings)
    {
        var telemetry = settings.Telemetry;
        if (telemetry.Otlp is not { } collector)
            return;
        builder.WithMetrics(metrics => metrics.AddOtlpExporter((exporter, reader) =>
        {
            Configure(exporter, telemetry, collector, "v1/metrics");
            reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)telemetry.Interval.TotalMilliseconds;
            reader.PeriodicExportingMetricReaderOptions.ExportTimeoutMilliseconds = TimeoutMilliseconds;
        }));
        builder.WithTracing(traces => traces
            .AddSource(FrameTraces.SourceName)
            .SetSampler(provider => new FrameSampler(telemetry, provider.GetRequiredService<TimeProvider>()))
            .AddOtlpExporter(exporter => Configure(exporter, telemetry, collector, "v1/traces")));
    }

    static void Configure(OtlpExporterOptions exporter, TelemetrySettings telemetry, Uri collector, string path)
    {
        exporter.Protocol = telemetry.IsGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = telemetry.IsGrpc ? collector : new Uri($"{collector.AbsoluteUri.TrimEnd('/')}/{path}");
        exporter.TimeoutMilliseconds = TimeoutMilliseconds;
        // The exporter takes the escapes out before it looks for commas: a value can't have one.
        exporter.Headers = string.Join(
            ',', telemetry.Headers.Select(header => $"{Uri.EscapeDataString(header.Key)}={Uri.EscapeDataString(header.Value)}"));
    }
}
