using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Scanout.Tests.Hosting.Telemetry;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd.Peers;

/// <summary>Debian's prometheus: scrapes services each second, and evaluates its alerts.</summary>
public sealed partial class PrometheusServer : IAsyncDisposable
{
    readonly TemporaryDirectory directory = new();
    readonly ConcurrentQueue<string> log = new();
    readonly Process process;
    HttpClient web = new();

    PrometheusServer(IEnumerable<ScanoutProcess> services)
    {
        var configuration = Path.Combine(directory.Path, "prometheus.yml");
        File.WriteAllText(configuration, $"""
            global: {"{"} scrape_interval: 1s, evaluation_interval: 1s {"}"}
            rule_files: [ {Dashboards.AlertsPath} ]
            scrape_configs:
              - job_name: scanout
                static_configs: [ {"{"} targets: [ {string.Join(", ", services.Select(service => $"\"{service.Web.BaseAddress!.Authority}\""))} ] {"}"} ]
            """);
        process = new Process
        {
            StartInfo = new ProcessStartInfo(
                "prometheus",
                [
                    $"--config.file={configuration}", $"--storage.tsdb.path={Path.Combine(directory.Path, "tsdb")}",
                    "--web.listen-address=127.0.0.1:0",
                ])
            {
                RedirectStandardError = true, RedirectStandardOutput = true,
            },
        };
        process.ErrorDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        process.OutputDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
    }

    public static async Task<PrometheusServer> StartAsync(params ScanoutProcess[] services)
    {
        var server = new PrometheusServer(services);
        server.process.Start();
        server.process.BeginErrorReadLine();
        server.process.BeginOutputReadLine();
        Match? found = null;
        await Wait.UntilAsync(
            () => (found = server.log.Select(line => Listening().Match(line)).FirstOrDefault(match => match.Success)) is not null,
            TimeSpan.FromSeconds(60), server.ToString);
        server.web.Dispose();
        server.web = new HttpClient { BaseAddress = new Uri($"http://{found!.Groups[1].Value}/") };
        await Wait.UntilAsync(
            async () => (await server.web.GetAsync("-/ready")).IsSuccessStatusCode, TimeSpan.FromSeconds(60), server.ToString);
        return server;
    }

    /// <summary>What a query has now: each series' labels and its number.</summary>
    public async Task<IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)>> QueryAsync(string query)
    {
        using var answer = JsonDocument.Parse(await web.GetStringAsync($"api/v1/query?query={Uri.EscapeDataString(query)}"));
        return
        [
            .. answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(series => (
                (IReadOnlyDictionary<string, string>)series.GetProperty("metric").EnumerateObject()
                    .ToDictionary(label => label.Name, label => label.Value.GetString()!),
                double.Parse(series.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture))),
        ];
    }

    /// <summary>How each alert's rule fared when it was evaluated last, by name: <c>ok</c>, <c>err</c>, <c>unknown</c>.</summary>
    public async Task<IReadOnlyDictionary<string, string>> RulesAsync()
    {
        using var answer = JsonDocument.Parse(await web.GetStringAsync("api/v1/rules"));
        return answer.RootElement.GetProperty("data").GetProperty("groups").EnumerateArray()
            .SelectMany(group => group.GetProperty("rules").EnumerateArray())
            .ToDictionary(rule => rule.GetProperty("name").GetString()!, rule => rule.GetProperty("health").GetString()!);
    }

    public override string ToString() => string.Join('\n', log);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        web.Dispose();
        directory.Dispose();
    }

    [GeneratedRegex(@"msg=""Listening on"".* address=(\S+)")]
    private static partial Regex Listening();
}
