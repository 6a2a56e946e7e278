using Scanout.Hosting.Configuration;
using Scanout.Pipeline.Devices.Vfio.Doctor;

namespace Scanout.Hosting.Doctor;

/// <summary>Whether the OpenTelemetry collector is there, where the configuration names one.</summary>
static class CollectorExamination
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Finding>> ExamineAsync(TelemetrySettings settings, CancellationToken cancellationToken) =>
        settings.Otlp is not { } collector ? []
        : await Reach.WhyNotAsync(collector, Patience, cancellationToken) is { } refusal
            ? [new(Severity.Note, "collector", $"nobody takes telemetry at {collector}: {refusal}", "start it, or mend scanout.telemetry.otlp; nothing else is harmed")]
            : [new(Severity.Good, "collector", $"{collector} is reached")];
}
