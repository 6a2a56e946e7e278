using System.Text.RegularExpressions;
using Scanout.Tests.Architecture;
using Scanout.Tests.Hosting.Telemetry;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

public sealed partial class TelemetryTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [RealPeerFact("redis-server")]
    public async Task Dashboard_and_alerts_name_what_a_service_exports_and_nothing_else()
    {
        await using var stage = await TelemetryStage.OpenAsync();
        var exported = await stage.NamesAsync();
        (string Where, string Query)[] queries = [.. Dashboards.Alerts(), .. Dashboards.Panels()];
        var unknown =
            from each in queries
            from name in PromQuery.MetricsOf(each.Query)
            where name != "up" && !exported.Contains(name)
            select $"{each.Where}: {name}";
        Assert.Empty(unknown);
        // And what is promised is on the dashboard: a metric that nobody looks at is none.
        var shown = queries.SelectMany(each => PromQuery.MetricsOf(each.Query)).ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(Promised, name => !exported.Contains(name));
        Assert.DoesNotContain(Promised, name => !shown.Contains(name) && !name.EndsWith("_info", StringComparison.Ordinal));
    }

    [RealPeerFact("redis-server")]
    public async Task Every_metric_is_explained_and_each_that_is_explained_is_told()
    {
        await using var stage = await TelemetryStage.OpenAsync();
        // Of histograms there is one line; of what is labelled otherwise by each library there is nothing to say.
        var exported = (await stage.NamesAsync()).Where(name => name != "target_info").Select(name => Histograms().Replace(name, "")).ToHashSet(StringComparer.Ordinal);
        var page = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "Hosting", "Dashboards", "METRICS.md"));
        var explained = Rows().Matches(page).SelectMany(row => Names().Matches(row.Groups[1].Value)).Select(name => name.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(exported.Except(explained));
        // What nothing of the stage brings about.
        Assert.Empty(explained.Except(exported).Except(["scanout_recording_skipped_total", "scanout_recording_deleted_total", "scanout_device_release_seconds"]));
    }

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Histograms();

    [GeneratedRegex(@"(?m)^\|( `[a-z_`, ]+) \|")]
    private static partial Regex Rows();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Names();

    static readonly string[] Promised =
    [
        "scanout_build_info", "scanout_display_info", "scanout_display_plugged", "scanout_sink_queue_depth", "scanout_replay_buffer_seconds",
        "scanout_input_events_total", "scanout_cluster_published_bytes_total", "process_cpu_seconds_total", "process_resident_memory_bytes",
        "process_open_fds", "process_max_fds", "scanout_display_state", "scanout_screen_state", "scanout_screen_state_seconds",
        "scanout_frames_captured_total", "scanout_frames_unchanged_total", "scanout_frames_dropped_total", "scanout_polls_total",
        "scanout_poll_interval_seconds", "scanout_source_update_hertz", "scanout_tiles_changed_total", "scanout_capture_seconds_bucket",
        "scanout_stage_duration_seconds_bucket", "scanout_capture_to_wire_seconds_bucket", "scanout_encoded_bytes_total", "scanout_viewers",
        "scanout_last_viewer_timestamp_seconds", "scanout_actor_restarts_total", "scanout_device_fds", "scanout_device_fd_held_seconds",
        "scanout_native_bytes", "scanout_cluster_hosts", "scanout_cluster_redis_up", "scanout_recording_bytes_total", "scanout_recording_gaps_total", "scanout_recording_open_segments",
    ];

    [RealPeerFact("redis-server")]
    public async Task Every_display_tells_its_state_and_its_screen_once_and_its_viewers_by_protocol_and_role()
    {
        await using var stage = await TelemetryStage.OpenAsync();
        var metrics = await stage.MetricsAsync();
        foreach (var line in (string[])[
            @"scanout_build_info\{.*version=""\d+\.\d+\.\d+"".*\} 1",
            @"scanout_display_info\{device=""demo [^""]+"",display=""demo-1"",domain=""demo-1"",driver=""demo"",plane="""",uuid=""[0-9a-f-]{36}""\} 1",
            @"scanout_display_plugged\{display=""gone""\} 0", @"scanout_display_plugged\{display=""demo-1""\} 1",
            @"scanout_sink_queue_depth\{display=""demo-1"",sink=""vnc""\} \d+", @"scanout_sink_queue_depth\{display=""demo-1"",sink=""recording""\} \d+",
            @"scanout_replay_buffer_seconds\{display=""demo-1""\} \d.*", @"scanout_actor_restarts_total\{kind=""display"",reason=""capture""\} 0",
            @"process_cpu_time_seconds_total\{cpu_mode=""user""\} \d.*", @"process_memory_usage_bytes\{\} \d+", @"process_open_fds\{\} \d+",
            @"scanout_cluster_hosts\{state=""left""\} 0",
            @"scanout_display_state\{display=""gone"",state=""lost""\} 1", @"scanout_display_state\{display=""gone"",state=""live""\} 0",
            @"scanout_screen_state\{display=""black"",state=""black""\} 1", @"scanout_screen_state\{display=""black"",state=""lively""\} 0",
            @"scanout_screen_state\{display=""gone"",state=""nosignal""\} 1", @"scanout_screen_state_seconds\{display=""black""\} \d.*",
            @"scanout_viewers\{display=""demo-1"",protocol=""vnc"",role=""view""\} 0",
            @"scanout_viewers\{display=""demo-1"",protocol=""vnc"",role=""control""\} 1",
            @"scanout_last_viewer_timestamp_seconds\{display=""demo-1""\} \d{10}.*",
            @"scanout_frames_dropped_total\{display=""demo-1"",reason=""slow-viewer"",sink=""vnc""\} \d+",
            @"scanout_recording_gaps_total\{display=""demo-1"",reason=""no-room""\} 0",
            .. new[] { "query", "read", "encode", "write" }.Select(
                stage => $@"scanout_stage_duration_seconds_count\{{stage=""{stage}""\}} [1-9]\d*")])
            Assert.Matches(new Regex($"(?m)^{line}$"), metrics);
        Assert.Contains(stage.Service.Errors, line => line.Contains("the screen of black is black", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_collector_is_sent_the_numbers_and_the_traces_of_frames(bool isGrpc)
    {
        await using var collector = await TelemetryCollector.StartAsync(isGrpc);
        await using var stage = await TelemetryStage.OpenAsync(
            $$"""
            scanout.node = "host-of-the-test"
            scanout.telemetry {
              otlp = "{{collector.Address}}", protocol = {{(isGrpc ? "grpc" : "http")}}, interval = 1s, headers { x-token = "a=b c" }
              traces.every = 1
            }
            """);
        var (numbers, traces) = isGrpc
            ? ("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", "/opentelemetry.proto.collector.trace.v1.TraceService/Export")
            : ("/v1/metrics", "/v1/traces");
        await Wait.UntilAsync(async () =>
        {
            await stage.UpdateAsync();
            return collector.Has(numbers, "scanout.frames.captured", "scanout.screen.state", "scanout.stage_duration", "host-of-the-test", "demo-1")
                && collector.Has(traces, "frame", "capture", "encode", "write", "scanout.sink", "demo-1", "host-of-the-test");
        }, Patience, collector.ToString);
        Assert.All(collector.Tokens, token => Assert.Equal("a=b c", token));
        Assert.Equal(0, await stage.Service.TerminateAsync().WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [RealPeerFact("redis-server")]
    public async Task A_collector_that_is_not_there_harms_nothing()
    {
        await using var stage = await TelemetryStage.OpenAsync(
            "scanout.telemetry { otlp = \"http://127.0.0.1:9\", interval = 1s, traces.every = 1 }");
        await stage.UpdateAsync();
        Assert.Equal("ready", await stage.Service.Web.GetStringAsync("health/ready"));
        Assert.Equal(0, await stage.Service.TerminateAsync().WaitAsync(TimeSpan.FromSeconds(5)));
    }
}
