using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Scanout.Benchmarks.Recording;
using Scanout.Benchmarks.Spice.Measures;
using Scanout.Benchmarks.Vnc.Peers;
using Scanout.Benchmarks.Wall.Displays;
using Scanout.Benchmarks.Wall.Viewers;
using Scanout.Hosting.Cluster;

namespace Scanout.Benchmarks.Cluster;

/// <summary>
/// What the cluster's directory costs one host of 200 with 50 displays each: the built service beside simulated hosts, at a Redis of its own; and what a
/// wall of ten thousand cards costs it and the browser. Three minutes; prints Markdown.
/// </summary>
static class ClusterBenchmark
{
    const int Hosts = 200;
    const int Displays = 50;

    /// <summary>Of the simulated hosts, which share them: two hundred clients in one process would be what is measured.</summary>
    const int Connections = 10;

    const int Answers = 200;
    const double TrafficBound = 50_000;

    static readonly TimeSpan AnswerBound = TimeSpan.FromMilliseconds(200);
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
            redis.WaitFor(line => line.Contains("eady to accept", StringComparison.Ordinal) ? line : null);
            using var relay = new CountingRelay(socket);
            // Displays at rest: what is measured is the directory.
            using var regions = new ChangingRegions(folder, Displays, new ScenePictures("desktop", 1280, 720), changesPerSecond: 1) { AreMoving = false };
            var configuration = Path.Combine(folder, "measured.hocon");
            File.WriteAllText(configuration, $$"""
                scanout {
                  web.port = 0, vnc.ports = "0", spice { ports = "0", tls-ports = "0" }, discovery { regions = "{{folder}}", mdev = off }
                  cluster { redis = "{{relay.EndPoint}}", host = a-measured, address = "http://127.0.0.1:1" }
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

    static string Load => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    static async Task MeasureAsync(string redisConfiguration, Uri web, CountingRelay relay, ServerProcess redis, ServerProcess service)
    {
        var (load, goals, table) = (Load, new GoalTable(), new MarkdownTable("200 hosts × 50 displays", "measured"));
        using var client = new HttpClient { BaseAddress = web };
        await Task.Delay(Settling);
        var alone = await CoresAsync(service);
        var stores = Enumerable.Range(0, Connections).Select(_ => new RedisStore(redisConfiguration)).ToList();
        var hosts = Enumerable.Range(0, Hosts).Select(number => new SimulatedHost(stores[number % Connections], number, Displays)).ToList();
        try
        {
            await WaitForAllAsync(client);
            await Task.Delay(Settling);
            var (before, beats, misses, clock, redisTime) = (relay.Bytes, hosts.Sum(host => host.Beats), hosts.Sum(host => host.Misses), Stopwatch.StartNew(), redis.ProcessorTime);
            var following = await CoresAsync(service);
            var (after, seconds) = (relay.Bytes, clock.Elapsed.TotalSeconds);
            var (written, read) = ((after.Written - before.Written) / seconds, (after.Read - before.Read) / seconds);
            goals.Add("a host's share of Redis's traffic, both ways", $"{(written + read) / 1000:0.0} kB/s ({written / 1000:0.0} to Redis, {read / 1000:0.0} from it)",
                $"< {TrafficBound / 1000:0} kB/s", written + read < TrafficBound);
            table.Add("processor time of Redis, for all hosts", $"{(redis.ProcessorTime - redisTime).TotalSeconds / seconds:0.000} cores");
            table.Add("processor time of the host, alone in the cluster; of two hundred", $"{alone:0.000}; {following:0.000} cores");
            table.Add("beats of the simulated hosts that Redis took, and did not take in time",
                $"{(hosts.Sum(host => host.Beats) - beats) / seconds:0} a second of {Hosts / 2}, {hosts.Sum(host => host.Misses) - misses}");

            var (times, bytes, count) = await AskAsync(client);
            goals.Add($"an answer of `/api/cluster/displays` ({count} displays, {bytes / 1e6:0.0} MB), median and 99 of 100", $"{times}", $"< {AnswerBound.TotalMilliseconds:0} ms", times.Most < AnswerBound);

            await MeasurePageAsync(web, service, following, table);
            await MeasureBrowserAsync(web, table);
            Console.WriteLine($"{table}\n{goals}\n{Environment.ProcessorCount} cores, load {load} before and {Load} after");
        }
        finally
        {
            foreach (var host in hosts)
                await host.DisposeAsync();
            foreach (var store in stores)
                await store.DisposeAsync();
        }
    }

    static async Task<double> CoresAsync(ServerProcess service)
    {
        var (clock, before) = (Stopwatch.StartNew(), service.ProcessorTime);
        await Task.Delay(Measured);
        return (service.ProcessorTime - before).TotalSeconds / clock.Elapsed.TotalSeconds;
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
    static async Task<(Percentiles Times, int Bytes, int Displays)> AskAsync(HttpClient client)
    {
        var (times, answer) = (new List<TimeSpan>(), Array.Empty<byte>());
        for (var i = -30; i < Answers; i++)
        {
            var clock = Stopwatch.StartNew();
            answer = await client.GetByteArrayAsync("api/cluster/displays");
            if (i >= 0)
                times.Add(clock.Elapsed);
        }
        return (new Percentiles(times), answer.Length, JsonDocument.Parse(answer).RootElement.GetArrayLength());
    }

    /// <summary>What a page that shows all of them is sent, and costs the host.</summary>
    static async Task MeasurePageAsync(Uri web, ServerProcess service, double without, MarkdownTable table)
    {
        using var page = new WallClient(web);
        page.AskOfHosts();
        await Task.Delay(Settling / 2);
        var (first, clock) = (page.Tally, Stopwatch.StartNew());
        var cores = await CoresAsync(service);
        var later = page.Tally.Since(first);
        table.Add("a page of the wall is sent at its beginning, and then each second", $"{first.TextBytes / 1e6:0.00} MB at most, {later.TextBytes / clock.Elapsed.TotalSeconds / 1000:0} kB");
        table.Add("it costs the host more than no page", $"{cores - without:0.000} cores");
    }

    static async Task MeasureBrowserAsync(Uri web, MarkdownTable table)
    {
        await using var browser = await WallBrowser.StartAsync();
        var measured = await ManyCards.MeasureAsync(browser, web, Hosts * Displays + Displays);
        table.Add("Chromium, from the navigation to the host's own cards with their pictures; to all cards", $"{measured.OwnPainted.TotalMilliseconds:0}; {measured.AllPlaced.TotalMilliseconds:0} ms");
        table.Add("its main thread's work in a second, and the longest piece of it", $"{measured.BusyShare * 1000:0} ms, {measured.LongestTask.TotalMilliseconds:0} ms");
        table.Add("from a letter in the search to the cards that have it; from none to all", $"{measured.Searched.TotalMilliseconds:0}; {measured.Cleared.TotalMilliseconds:0} ms");
        table.Add("from a leap to the middle to cards with names there", $"{measured.Scrolled.TotalMilliseconds:0} ms");
        table.Add("its script's memory", $"{measured.HeapBytes / 1e6:0} MB");
    }
}
