using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Scanout.Pipeline;
using Scanout.Tests.Hosting.Web.Access;

namespace Scanout.Tests.Hosting.Telemetry;

public sealed class LabelSetsTests
{
    [Fact]
    public async Task Every_state_of_two_thousand_displays_is_told_and_none_of_them_together_as_others()
    {
        const int sets = 7 * 2000;
        await using var stage = await AccessStage.StartAsync("");
        using var meter = new Meter(PipelineMeter.Name);
        var name = $"scanout.test_{Guid.NewGuid():n}";
        meter.CreateObservableGauge(name, () => Enumerable.Range(0, sets).Select(
            set => new Measurement<int>(1, new("display", $"vm-{set / 7}"), new KeyValuePair<string, object?>("state", $"state-{set % 7}"))));
        using var own = new HttpClient { BaseAddress = stage.Address };
        var metrics = await own.GetStringAsync("metrics");
        Assert.DoesNotContain("otel_metric_overflow", metrics, StringComparison.Ordinal);
        Assert.Equal(sets, Regex.Count(metrics, $@"(?m)^{name.Replace('.', '_')}\{{"));
        // The buckets are those that the instruments advise, as before.
        Assert.Contains("scanout_capture_seconds_bucket{display=\"demo-1\",le=\"5E-05\"}", metrics, StringComparison.Ordinal);
    }
}
