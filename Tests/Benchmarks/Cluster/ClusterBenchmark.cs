using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Scanout.Benchmarks.Vnc.Peers;

namespace Scanout.Benchmarks.Cluster;

/// <summary>
/// What the cluster's directory costs one host of 200 with 50 displays each: the built service beside simulated hosts, at a Redis of its own. A
/// minute; prints Markdown.
/// </summary>
static class ClusterBenchmark
{
    const int Hosts = 200;
    const int Displays = 50;
    const int Answers = 30;

    static readonly TimeSpan Settling = TimeSpan.FromSeconds(12);
    static readonly TimeSpan Measured = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs; the exit code.</summary>
    public static int Run()
    {
        var program = Path.Combine(RepositoryRoot.Path, "Hosting/bin/Release/net10.0/scanout");
        if (!File.Exists(program) || !File.Exists("/usr/bin/redis-server"))
        {
            Console.Error.WriteLine("the built service (dotnet build -c Release Hosting) and Debian's redis-server are wanted");
            return 1;
        }
        var folder = Directory.CreateTempSubdirectory("scanout-cluster").FullName;
        try
        {
            var socket = Path.Combine(folder, "redis.sock");
            using var redis = new ServerProcess(
                "redis-server", ["--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", folder]);
            redis.WaitFor(line => line.Contains("Ready to accept", StringComparison.Ordinal) || line.Contains("is now ready to accept", StringComparison.Ordinal) ? line : null);
            using var relay = new CountingRelay(socket);
            var configuration = Path.Combine(folder, "measured.hocon");
            File.WriteAllText(configuration, $$"""
                scanout {
                  web.port = 0, vnc.ports = "0", spice { ports = "0", tls-ports = "0" }, discovery { regions = "", demo = {{Displays}}, mdev = off }
                  cluster { redis = "{{relay.EndPoint}}", host = measured, address = "http://127.0.0.1:1" }
                }
                """);
            using var service = new ServerProcess(program, ["serve", "--config", configuration]);
            var web = service.WaitFor(line => line.StartsWith("scanout: web ", StringComparison.Ordinal) ? line["scanout: web ".Length..] : null);
            MeasureAsync($"!{socket}", new Uri(web), relay, redis, service).GetAwaiter().GetResult();
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task MeasureAsync(string redisConfiguration, Uri web, CountingRelay relay, ServerProcess redis, ServerProcess service)
    {
        var load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        var hosts = Enumerable.Range(0, Hosts).Select(number => new SimulatedHost(redisConfiguration, number, Displays)).ToList();
        try
        {
            using var client = new HttpClient { BaseAddress = web };
            await WaitForAllAsync(client);
            await Task.Delay(Settling);
            var (before, beats, clock) = (relay.Bytes, hosts.Sum(host => host.Beats), Stopwatch.StartNew());
            var (redisTime, serviceTime) = (redis.ProcessorTime, service.ProcessorTime);
            await Task.Delay(Measured);
            var (after, seconds) = (relay.Bytes, clock.Elapsed.TotalSeconds);
            beats = hosts.Sum(host => host.Beats) - beats;
            var cores = (Redis: (redis.ProcessorTime - redisTime).TotalSeconds / seconds, Service: (service.ProcessorTime - serviceTime).TotalSeconds / seconds);
            var (times, bytes, count) = await AskAsync(client);
            var (written, read) = ((after.Written - before.Written) / seconds / 1000, (after.Read - before.Read) / seconds / 1000);

            var table = new MarkdownTable("200 hosts × 50 displays", "measured", "bound", "");
            table.Add("a host's share of Redis's traffic, both ways", $"{written + read:0.0} kB/s ({written:0.0} to Redis, {read:0.0} from it)", "< 50 kB/s", Verdict(written + read < 50));
            table.Add($"an answer of `/api/cluster/displays` ({count} displays, {bytes / 1e6:0.0} MB): the median, the longest of {Answers}",
                $"{times[times.Count / 2]:0} ms, {times[^1]:0} ms", "< 200 ms", Verdict(times[times.Count / 2] < 200));
            table.Add("processor time: Redis; the host, with its 50 demo displays", $"{cores.Redis:0.00}; {cores.Service:0.00} cores", "", "");
            Console.WriteLine($"{table}\n{beats / seconds:0} beats a second; {Environment.ProcessorCount} cores, load {load} before and {File.ReadAllText("/proc/loadavg").Split(' ')[0]} after");
        }
        finally
        {
            foreach (var host in hosts)
                await host.DisposeAsync();
        }
    }

    static async Task WaitForAllAsync(HttpClient client)
    {
        using var limit = new CancellationTokenSource(Patience);
        int present;
        do
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Delay(TimeSpan.FromSeconds(1));
            var hosts = await client.GetFromJsonAsync<JsonElement[]>("api/cluster/hosts");
            present = hosts!.Count(host => host.GetProperty("state").GetString() == "present" && host.GetProperty("displays").GetInt32() == Displays);
            Console.Error.WriteLine($"{present} of {Hosts} hosts");
        }
        while (present < Hosts);
    }

    /// <summary>From the request to the last byte; the first few answers are compiled as they are given.</summary>
    static async Task<(List<double> Milliseconds, int Bytes, int Displays)> AskAsync(HttpClient client)
    {
        var (times, answer) = (new List<double>(), Array.Empty<byte>());
        for (var i = -10; i < Answers; i++)
        {
            var clock = Stopwatch.StartNew();
            answer = await client.GetByteArrayAsync("api/cluster/displays");
            if (i >= 0)
                times.Add(clock.Elapsed.TotalMilliseconds);
        }
        times.Sort();
        return (times, answer.Length, JsonDocument.Parse(answer).RootElement.GetArrayLength());
    }

    static string Verdict(bool isReached) => isReached ? "reached" : "missed";
}
