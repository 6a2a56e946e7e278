using OpenTelemetry.Trace;
using Scanout.Hosting.Configuration;
using Scanout.Pipeline;

namespace Scanout.Hosting.Telemetry;

/// <summary>
/// Decides which frames are traced: one of so many of each display, and those that took long, of which no more than
/// <see cref="SlowPerSecond"/> a second are: a slow host is not to be made slower. Any thread may ask.
/// </summary>
sealed class FrameSampler(TelemetrySettings settings, TimeProvider timeProvider) : Sampler
{
    public const int SlowPerSecond = 10;

    readonly Lock gate = new();
    long second;
    int slow;

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        // The stages of a frame that is traced.
        if (samplingParameters.ParentContext.TraceId != default)
            return new SamplingResult(SamplingDecision.RecordAndSample);
        var (number, seconds) = (0L, 0.0);
        foreach (var (name, value) in samplingParameters.Tags ?? [])
            (number, seconds) = (name, value) switch
            {
                (FrameTraces.NumberTag, long told) => (told, seconds),
                (FrameTraces.SecondsTag, double told) => (number, told),
                _ => (number, seconds),
            };
        var isSampled = settings.TraceEvery > 0 && number % settings.TraceEvery == 0
            || seconds > settings.TraceSlowerThan.TotalSeconds && TryCountSlow();
        return new SamplingResult(isSampled ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
    }

    bool TryCountSlow()
    {
        var now = timeProvider.GetUtcNow().ToUnixTimeSeconds();
        lock (gate)
        {
            if (now != second)
                (second, slow) = (now, 0);
            return ++slow <= SlowPerSecond;
        }
    }
}
