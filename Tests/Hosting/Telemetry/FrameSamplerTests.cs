using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using OpenTelemetry.Trace;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Telemetry;
using Scanout.Pipeline;

namespace Scanout.Tests.Hosting.Telemetry;

public sealed class FrameSamplerTests
{
    readonly FakeTimeProvider time = new();

    [Fact]
    public void One_frame_of_so_many_is_traced()
    {
        var sampler = new FrameSampler(new TelemetrySettings { TraceEvery = 50 }, time);
        Assert.Equal([50, 100, 150, 200], Enumerable.Range(1, 200).Where(number => IsTraced(sampler, number, 0.01)));
        Assert.False(IsTraced(new FrameSampler(new TelemetrySettings { TraceEvery = 0 }, time), 0, 0.01));
    }

    [Fact]
    public void Slow_frames_are_traced_and_no_more_of_them_than_ten_a_second()
    {
        var sampler = new FrameSampler(new TelemetrySettings { TraceSlowerThan = TimeSpan.FromMilliseconds(100) }, time);
        Assert.False(IsTraced(sampler, 1, 0.1));
        Assert.Equal(10, Enumerable.Range(1, 60).Count(number => IsTraced(sampler, number, 0.2)));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(IsTraced(sampler, 61, 0.2));
    }

    [Fact]
    public void The_stages_of_a_traced_frame_are_traced()
    {
        var parent = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        var stage = new SamplingParameters(parent, parent.TraceId, "encode", ActivityKind.Internal);
        Assert.Equal(SamplingDecision.RecordAndSample, new FrameSampler(new TelemetrySettings(), time).ShouldSample(stage).Decision);
    }

    static bool IsTraced(FrameSampler sampler, long number, double seconds) => sampler.ShouldSample(new SamplingParameters(
        default, ActivityTraceId.CreateRandom(), "frame", ActivityKind.Internal,
        [new(FrameTraces.NumberTag, number), new(FrameTraces.SecondsTag, seconds)])).Decision == SamplingDecision.RecordAndSample;
}
