using System.Diagnostics;
using System.Text.RegularExpressions;
using Scanout.Tests.Architecture;
using Scanout.Tests.EndToEnd.Peers;
using Scanout.Tests.Hosting.Telemetry;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>Debian's prometheus, and its promtool, with what a service exports and the alerts that come with it.</summary>
public sealed partial class TelemetryPrometheusTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [RealPeerFact("prometheus", "promtool")]
    public async Task Promtool_finds_the_alerts_in_order()
    {
        var (exitCode, output) = await PromtoolAsync("check", "rules", Dashboards.AlertsPath);
        Assert.True(exitCode == 0, output);
        Assert.Contains($"SUCCESS: {Dashboards.Alerts().Count} rules found", output, StringComparison.Ordinal);
    }

    [RealPeerFact("prometheus", "promtool")]
    public async Task Alerts_come_when_they_should_and_not_before()
    {
        var (exitCode, output) = await PromtoolAsync(
            "test", "rules", Path.Combine(SourceTree.Root, "Tests", "Hosting", "Telemetry", "alerts.test.yml"));
        Assert.True(exitCode == 0, output);
    }

    [RealPeerFact("prometheus", "promtool", "redis-server")]
    public async Task Promtool_finds_a_scrape_in_order()
    {
        await using var stage = await TelemetryStage.OpenAsync();
        var (exitCode, output) = await PromtoolOfAsync(await stage.MetricsAsync(), "check", "metrics");
        // It has wishes too, of names that others are used to by now.
        Assert.True(exitCode is 0 or 3, output);
    }

    [RealPeerFact("prometheus", "promtool", "redis-server")]
    public async Task A_real_prometheus_scrapes_the_service_and_evaluates_dashboard_and_alerts()
    {
        await using var stage = await TelemetryStage.OpenAsync();
        await using var prometheus = await PrometheusServer.StartAsync(stage.Service);
        await Wait.UntilAsync(async () => (await prometheus.QueryAsync("up{job=\"scanout\"}")) is [{ Value: 1 }], Patience, prometheus.ToString);
        await Wait.UntilAsync(async () =>
        {
            await stage.UpdateAsync();
            return (await prometheus.QueryAsync("rate(scanout_frames_captured_total{display=\"demo-1\"}[30s])")) is [{ Value: > 0 }];
        }, Patience, prometheus.ToString);
        Assert.Equal(
            ["black", "demo-1", "gone"],
            (await prometheus.QueryAsync("scanout_display_info")).Select(display => display.Labels["display"]).Order());
        // Every screen is in one state.
        Assert.All(await prometheus.QueryAsync("sum by (display) (scanout_screen_state)"), screen => Assert.Equal(1, screen.Value));

        await PendsAsync("ScanoutScreenBlack", "black");
        await PendsAsync("ScanoutDisplayUnplugged", "gone");
        Assert.Empty(await prometheus.QueryAsync("ALERTS{alertname=\"ScanoutNoSignal\"}"));
        var rules = await prometheus.RulesAsync();
        Assert.Equal(Dashboards.Alerts().Select(alert => alert.Alert).Order(), rules.Keys.Order());
        Assert.All(rules, rule => Assert.Equal("ok", rule.Value));
        Assert.Empty(await prometheus.QueryAsync("ALERTS{display=\"demo-1\", alertname=~\"ScanoutScreen.*|ScanoutNoSignal|ScanoutCapture.*\"}"));
        // As Grafana asks: with its variables filled in. Nothing of it is refused.
        foreach (var (_, query) in Dashboards.Panels())
            await prometheus.QueryAsync(Variables().Replace(query, variable => variable.Value == "$__rate_interval" ? "30s" : ".*"));

        Task PendsAsync(string alert, string display) => Wait.UntilAsync(
            async () => (await prometheus.QueryAsync($"ALERTS{{alertname=\"{alert}\", display=\"{display}\", alertstate=\"pending\"}}")).Count == 1,
            Patience, prometheus.ToString);
    }

    static Task<(int ExitCode, string Output)> PromtoolAsync(params string[] arguments) => PromtoolOfAsync("", arguments);

    static async Task<(int ExitCode, string Output)> PromtoolOfAsync(string input, params string[] arguments)
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var (output, errors) = (promtool.StandardOutput.ReadToEndAsync(), promtool.StandardError.ReadToEndAsync());
        await promtool.StandardInput.WriteAsync(input);
        promtool.StandardInput.Close();
        await promtool.WaitForExitAsync().WaitAsync(Patience);
        return (promtool.ExitCode, await output + await errors);
    }

    [GeneratedRegex(@"\$\w+")]
    private static partial Regex Variables();
}
