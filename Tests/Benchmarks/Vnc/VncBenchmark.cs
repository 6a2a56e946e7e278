using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Scanout.Benchmarks.Vnc.Measures;
using Scanout.Benchmarks.Vnc.Peers;
using Scanout.Benchmarks.Vnc.Viewers;

namespace Scanout.Benchmarks.Vnc;

/// <summary>
/// The VNC face beside Debian's libvncserver and TigerVNC's Xvnc: the same pictures, the same viewers, in turns, one server at a time.
/// Prints Markdown; what it is doing goes to stderr.
/// </summary>
sealed class VncBenchmark(VncBenchmarkOptions options)
{
    const long StallBoundBytes = 32_000_000;
    const int LatencySamples = 400;

    /// <summary>The least share of its rate that a viewer keeps beside one that stalls.</summary>
    const double UnslowedShare = 0.9;

    static readonly TimeSpan UnwatchedDuration = TimeSpan.FromSeconds(1);
    static readonly TimeSpan RestOfRun = TimeSpan.FromSeconds(30);
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    static readonly TimeSpan StallDuration = TimeSpan.FromSeconds(3);

    readonly Stopwatch elapsed = Stopwatch.StartNew();
    readonly List<VncServer> servers = [];
    readonly MarkdownTable goals = new("goal", "measured", "bound", "");
    readonly IReadOnlyList<Workload> workloads = Workload.All(options.Compression, options.Quality);

    /// <summary>Runs; the exit code.</summary>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (VncBenchmarkOptions.Parse(arguments) is not { } options)
        {
            Console.Error.WriteLine(VncBenchmarkOptions.Usage);
            return 64;
        }
        if (!File.Exists(options.Program))
        {
            Console.Error.WriteLine($"{options.Program} is not built: dotnet build -c Release Hosting");
            return 1;
        }
        try
        {
            new VncBenchmark(options).Run();
            return 0;
        }
        catch (Exception broken) when (
            broken is InvalidOperationException or IOException or SocketException or Win32Exception or HttpRequestException)
        {
            Console.Error.WriteLine(broken.Message);
            return 1;
        }
    }

    void Run()
    {
        var load = Load;
        // In memory, as a display's is: nothing of it is to be written to a disk.
        var folder = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"scanout-vnc-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        // Ended from outside, too, nothing stays: the servers end with this process.
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Directory.Delete(folder, recursive: true));
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Directory.Delete(folder, recursive: true));
        try
        {
            foreach (var peer in options.Peers)
                servers.Add(Start(peer, folder));
            if (options.Parts.Contains("frames"))
                MeasureFrames();
            if (servers.OfType<ScanoutServer>().FirstOrDefault() is { } ours)
            {
                if (options.Parts.Contains("latency"))
                    MeasureLatency(ours);
                if (options.Parts.Contains("stall"))
                    MeasureStall(ours);
            }
            Console.WriteLine(
                $"{goals}\n{elapsed.Elapsed.TotalSeconds:0} s; {Environment.ProcessorCount} cores, load {load} before and {Load} after");
        }
        finally
        {
            servers.ForEach(server => server.Dispose());
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>How many programs wanted a core in the last minute: with others at work, times grow.</summary>
    static string Load => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    VncServer Start(string peer, string folder)
    {
        Say($"starting {peer}");
        var stage = new Stage(Path.Combine(folder, peer));
        return peer switch
        {
            "scanout" => new ScanoutServer(stage, options.Program),
            "libvncserver" => new LibVncServer(stage, NativeProgram.Compile("libvncserver-peer", folder, "vncserver")),
            _ => new XvncServer(stage, NativeProgram.Compile("x-painter", folder, "xcb", "xcb-shm")),
        };
    }

    void MeasureFrames()
    {
        var asked = workloads.Where(workload => options.Scenes.Contains(workload.Key)).ToList();
        // Ours is compiled as it runs: what it has run often is what a service that has been up for a minute runs.
        foreach (var (server, workload) in servers.OfType<ScanoutServer>().SelectMany(ours => asked.Select(workload => (ours, workload))))
        {
            Say($"warming up, {workload.Title}");
            FrameCost.Measure(server, workload, options.Viewers.Max(), WarmUp);
        }
        var table = new FrameTable([.. servers.Select(server => server.Name)], asked, options.Viewers);
        foreach (var sameScene in asked.GroupBy(workload => workload.Scene))
            foreach (var server in servers)
            {
                var share = FrameCost.MeasureUnwatched(server, sameScene.Key, UnwatchedDuration);
                foreach (var workload in sameScene)
                    table.AddUnwatched(server.Name, workload, share);
            }

        var longest = TimeSpan.Zero;
        for (var round = 1; round <= options.Rounds && (round == 1 || elapsed.Elapsed + longest < options.Limit - RestOfRun); round++)
        {
            var beganAt = elapsed.Elapsed;
            foreach (var workload in asked)
                foreach (var viewers in options.Viewers)
                    foreach (var server in servers)
                    {
                        var cost = FrameCost.Measure(server, workload, viewers, options.Duration);
                        Say($"round {round}, {workload.Title}, {viewers} × {server.Name}: "
                            + $"{cost.MillisecondsPerFrame:0.0} ms/frame, {cost.UpdatesPerSecond:0.0}/s");
                        table.Add(server.Name, workload, cost);
                    }
            longest = elapsed.Elapsed - beganAt;
        }
        Console.WriteLine($"{table.Costs()}\n{table.Details()}");
        table.AddGoals(goals);
    }

    void MeasureLatency(ScanoutServer server)
    {
        Say("latency");
        var (interval, drag) = (ScanoutServer.PollInterval, workloads.First(workload => workload.Key == "drag-tight"));
        var latency = UpdateLatency.Measure(server, drag.Scene, drag.Wishes, LatencySamples);
        var (medianBound, bound) = (interval + TimeSpan.FromMilliseconds(3), interval * 2);
        goals.Add(
            "from the write to the last byte, median", $"{latency.Median.TotalMilliseconds:0.0} ms",
            $"< {medianBound.TotalMilliseconds:0.0} ms", FrameTable.Verdict(latency.Median < medianBound));
        goals.Add(
            "from the write to the last byte, 99 of 100", $"{latency.Percentile99.TotalMilliseconds:0.0} ms, {latency.Missed} never",
            $"< {bound.TotalMilliseconds:0.0} ms", FrameTable.Verdict(latency.Percentile99 < bound && latency.Missed == 0));
    }

    void MeasureStall(ScanoutServer server)
    {
        var motion = workloads.First(workload => workload.Key == "motion-jpeg");
        foreach (var wishes in (ReadOnlySpan<ViewerWishes>)[motion.Wishes, ViewerWishes.Raw])
        {
            Say($"stalled viewer, {wishes.Name}");
            var stall = StalledViewer.Measure(server, motion, wishes, StallDuration);
            goals.Add(
                $"a stalled viewer, {wishes.Name}: memory",
                $"{stall.ResidentGrowth / 1e6:0.0} MB resident, {stall.NativeGrowth / 1e6:0.0} MB native",
                $"< {StallBoundBytes / 1e6:0} MB",
                FrameTable.Verdict(Math.Max(stall.ResidentGrowth, stall.NativeGrowth) < StallBoundBytes));
            goals.Add(
                $"a stalled viewer, {wishes.Name}: another's rate", $"{stall.RateBeside:0.0} of {stall.RateAlone:0.0}/s",
                $"≥ {UnslowedShare:0.0} of it", FrameTable.Verdict(stall.RateBeside >= stall.RateAlone * UnslowedShare));
        }
    }

    void Say(string what) => Console.Error.WriteLine($"[{elapsed.Elapsed.TotalSeconds,5:0.0}] {what}");
}
