using Scanout.Hosting.Cli.Top;

namespace Scanout.Tests.Hosting.Cli.Top;

public sealed class PrometheusTextTests
{
    [Fact]
    public void Names_labels_values_and_escapes_are_read_and_what_is_none_is_passed_over()
    {
        var samples = PrometheusText.Parse(
            "# HELP a b\n# TYPE a counter\na_total 3 1700000000000\nb{display=\"v \\\"m\\\\\",le=\"+Inf\"} 1.5e3\nc{} NaN\nd{display=\"x\" 4\n{} 5\ne\nf many\n");
        Assert.Equal(["a_total", "b"], samples.Where(sample => !double.IsNaN(sample.Value)).Select(sample => sample.Name));
        Assert.Equal(3, samples[0].Value);
        Assert.Equal(("v \"m\\", "+Inf", 1500), (samples[1].Label("display"), samples[1].Label("le"), samples[1].Value));
        Assert.Equal("", samples[0].Label("display"));
    }

    [Theory]
    [InlineData(0.5, 0.015), InlineData(0.25, 0.01), InlineData(1.0, 0.02)]
    public void A_quantile_lies_where_prometheus_puts_it(double share, double expected)
    {
        var now = PrometheusText.Parse("h{le=\"0.01\"} 15\nh{le=\"0.02\"} 30\nh{le=\"+Inf\"} 30");
        var before = PrometheusText.Parse("h{le=\"0.01\"} 10\nh{le=\"0.02\"} 10\nh{le=\"+Inf\"} 10");
        // 5 of 20 in the first bucket, 15 in the second.
        var quantile = Histogram.Quantile(before, now, share);
        Assert.Equal(share == 0.5 ? 0.01 + 0.01 * 5 / 15 : expected, quantile!.Value, 9);
    }

    [Fact]
    public void What_is_beyond_the_last_bound_is_told_as_that_bound_and_what_was_not_counted_not_at_all()
    {
        var now = PrometheusText.Parse("h{le=\"0.01\"} 0\nh{le=\"+Inf\"} 7");
        Assert.Equal(0.01, Histogram.Quantile([], now, 0.99));
        Assert.Null(Histogram.Quantile(now, now, 0.99));
        Assert.Null(Histogram.Quantile([], [], 0.99));
    }
}
