using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Scanout.Benchmarks.Spice.Measures;
using Scanout.Benchmarks.Spice.Peers;
using Scanout.Benchmarks.Spice.Scenes;
using Scanout.Benchmarks.Spice.Viewers;
using Scanout.Benchmarks.Vnc;
using Scanout.Benchmarks.Vnc.Scenes;

namespace Scanout.Benchmarks.Spice;

/// <summary>
/// The SPICE face beside libspice-server within Debian's QEMU: the same pictures at the same times, the same viewers, in turns, one server
/// at a time. Prints Markdown; what it is doing goes to stderr.
/// </summary>
sealed class SpiceBenchmark(SpiceBenchmarkOptions options, PeerRuns runs)
{
    const int ManyViewers = 16;
    const double FanOutBound = 1.20;
    const double FanOutRate = 10;

    /// <summary>Of frames a second: what is on its way at either end of a measurement.</summary>
    const double RateMargin = 0.5;

    /// <summary>The least share of its frames that a viewer keeps beside one in trouble.</summary>
    const double UnslowedShare = 0.9;

    static readonly ViewerConduct Far = ViewerConduct.Reading with { RoundTrip = TimeSpan.FromMilliseconds(2) };
    static readonly (int Width, int Height) Small = (1024, 768);
    static readonly (int Width, int Height) FullHd = (IScene.Width, IScene.Height);
    static readonly TimeSpan FirstBound = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan PlayingBound = TimeSpan.FromMilliseconds(100);

    readonly MarkdownTable goals = new("goal", "Scanout", "libspice", "bound", "");

    /// <summary>Runs; the exit code.</summary>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (SpiceBenchmarkOptions.Parse(arguments) is not { } options)
        {
            Console.Error.WriteLine(SpiceBenchmarkOptions.Usage);
            return 64;
        }
        if (options.Peers.Contains("scanout") && !File.Exists(options.Program))
        {
            Console.Error.WriteLine($"{options.Program} is not built: dotnet build -c Release Hosting");
            return 1;
        }
        // In memory, as a display's is: nothing of it is to be written to a disk.
        var folder = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"scanout-spice-{Environment.ProcessId}");
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Directory.Delete(folder, recursive: true));
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Directory.Delete(folder, recursive: true));
        try
        {
            Certificates.Write(folder);
            new SpiceBenchmark(options, new(options, folder)).Run();
            return 0;
        }
        catch (Exception broken) when (
            broken is InvalidOperationException or InvalidDataException or IOException or SocketException or Win32Exception
                or HttpRequestException)
        {
            Console.Error.WriteLine(broken.Message);
            return 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    void Run()
    {
        var load = Load;
        if (options.Parts.Contains("text"))
            MeasureText();
        if (options.Parts.Contains("fanout"))
            MeasureFanOut();
        if (options.Parts.Contains("neighbours"))
            MeasureNeighbours();
        if (options.Parts.Contains("first"))
            MeasureFirstPixels();
        if (options.Parts.Contains("streams"))
            MeasureStreams();
        Console.WriteLine(
            $"{goals}\n{runs.Elapsed.TotalSeconds:0} s; {Environment.ProcessorCount} cores, load {load} before and {Load} after");
    }

    void MeasureText()
    {
        var table = new MarkdownTable(
            "scrolling text", "server, images", "frames/s", "latency: median, 99 of 100", "kB/frame", "draws, copies a frame",
            "ms of processor/frame");
        foreach (var (size, rate, bound) in (ReadOnlySpan<((int Width, int Height), int, double)>)
            [(Small, 30, 28), (FullHd, 15, 14), (Small, 60, 60)])
        {
            var title = $"{size.Width}×{size.Height}, {rate}/s";
            var scene = new StampedScene(new ScrollingText(), size.Width, size.Height);
            var rates = runs.Each(size, looksPerSecond: rate > 30 ? 120 : 60, streaming: "off", peer =>
            {
                var (near, far) = (0.0, 0.0);
                foreach (var (images, conduct) in Conducts(peer))
                {
                    runs.Say($"{title}: {peer.Name}, {images}");
                    var delivery = Delivery.Measure(peer, scene, rate, conduct, viewers: 1, options.Duration);
                    var frames = delivery.FramesPerSecond / delivery.ShownPerSecond * rate;
                    if (conduct == Far)
                        far = frames;
                    else
                        near = Math.Max(near, frames);
                    table.Add(
                        title, $"{peer.Name}, {images}", $"{delivery.FramesPerSecond:0.0} of {delivery.ShownPerSecond:0.0}",
                        $"{delivery.Latency}", Number(delivery.BytesPerFrame / 1000),
                        $"{Number(PerFrame(delivery, tally => tally.Draws))}, {Number(PerFrame(delivery, tally => tally.Copies))}",
                        Number(delivery.MillisecondsPerFrame));
                }
                return (Near: near, Far: far);
            });
            AddGoal(
                $"scrolling text, {title}", rates, one => $"{one.Near:0.0} of {rate}", $"≥ {bound:0}",
                one => one.Near > bound - RateMargin);
            AddGoal(
                $"the same, {Far.RoundTrip.TotalMilliseconds:0} ms away", rates, one => $"{one.Far:0.0} of {rate}", $"≥ {bound:0}",
                one => one.Far > bound - RateMargin);
        }
        Console.WriteLine(table);
    }

    static IEnumerable<(string Images, ViewerConduct Conduct)> Conducts(SpicePeer peer) => peer is QemuPeer
        ? [("auto_glz", ViewerConduct.Counting), ("LZ4", ViewerConduct.Reading), ("LZ4, far", Far)]
        : [("LZ4", ViewerConduct.Reading), ("LZ4, far", Far)];

    void MeasureFanOut()
    {
        var table = new MarkdownTable(
            "viewers", "server", "frames/s, of the slowest", "ms of processor/frame", "of it outside the kernel");
        var scene = new StampedScene(new ScrollingText(), Small.Width, Small.Height);
        var ratios = runs.Each(Small, looksPerSecond: 60, streaming: "off", peer =>
        {
            var costs = new List<Delivery>();
            foreach (var viewers in (ReadOnlySpan<int>)[1, ManyViewers])
            {
                runs.Say($"{viewers} viewers: {peer.Name}");
                var cost = Delivery.Measure(peer, scene, FanOutRate, ViewerConduct.CountingLz4, viewers, options.Duration);
                costs.Add(cost);
                table.Add(
                    $"{viewers}", peer.Name, $"{cost.Slowest / cost.Elapsed.TotalSeconds:0.0} of {cost.ShownPerSecond:0.0}",
                    Number(cost.MillisecondsPerFrame), Number(cost.UserMillisecondsPerFrame));
            }
            return (Whole: costs[1].MillisecondsPerFrame / costs[0].MillisecondsPerFrame,
                User: costs[1].UserMillisecondsPerFrame / costs[0].UserMillisecondsPerFrame);
        });
        Console.WriteLine(table);
        AddGoal(
            $"{ManyViewers} viewers of LZ4 against one: processor outside of the kernel (whole)", ratios,
            ratio => $"{ratio.User:0.00} ({ratio.Whole:0.00})", $"< {FanOutBound:0.00}", ratio => ratio.User < FanOutBound);
    }

    void MeasureNeighbours()
    {
        const int Rate = 30;
        var scene = new StampedScene(new ScrollingText(), Small.Width, Small.Height);
        var all = runs.Each(Small, looksPerSecond: 60, streaming: "off", peer =>
        {
            runs.Say($"neighbours: {peer.Name}");
            return Neighbours.Measure(peer, scene, Rate, options.Duration);
        });
        for (var i = 0; i < all.Values.First().Beside.Count; i++)
            AddGoal(
                $"frames/s beside a viewer that {all.Values.First().Beside[i].Trouble}", all,
                one => $"{one.Beside[i].FramesPerSecond:0.0} of {one.Alone:0.0}", $"≥ {UnslowedShare:0.0} of it",
                one => one.Beside[i].FramesPerSecond >= UnslowedShare * one.Alone);
    }

    void MeasureFirstPixels()
    {
        var scene = new StampedScene(RecordedScene.Find("web") ?? (IScene)new DraggedWindow(), FullHd.Width, FullHd.Height);
        scene.Begin();
        var all = runs.Each(FullHd, looksPerSecond: 60, streaming: "off", peer =>
        {
            peer.Screen.Show(scene.Picture);
            runs.Say($"first pixels: {peer.Name}");
            return (Plain: FirstPixels.Measure(peer, ViewerConduct.Counting, options.Sessions),
                Tls: FirstPixels.Measure(peer, ViewerConduct.Counting with { IsTls = true }, options.Sessions));
        });
        AddGoal("first pixels, 1920×1080: median, 99 of 100", all, one => $"{one.Plain}", "≤ 50 ms", one => one.Plain.Median < FirstBound);
        AddGoal("the same with TLS", all, one => $"{one.Tls}", "≤ 100 ms", one => one.Tls.Median < FirstBound * 2);
    }

    void MeasureStreams()
    {
        const int Rate = 30;
        foreach (var (title, moving) in (ReadOnlySpan<(string, IScene?)>)
            [("a recorded film in a window", RecordedScene.Find("video")), ("motion over all of it", new FullScreenMotion())])
        {
            if (moving is null)
                continue;
            var scene = new StampedScene(moving, Small.Width, Small.Height);
            var all = runs.Each(Small, looksPerSecond: 60, streaming: "all", peer =>
            {
                runs.Say($"{title}: {peer.Name}");
                return Delivery.Measure(peer, scene, Rate, ViewerConduct.Reading, viewers: 1, options.Duration);
            });
            AddGoal(
                $"MJPEG, {title}: from the screen's memory to being played, median, 99 of 100", all, one => $"{one.Playing}",
                $"≤ {PlayingBound.TotalMilliseconds:0} ms", one => one.Playing.Median <= PlayingBound);
            AddGoal(
                "frames of its streams that come too late to be played", all,
                one => $"{one.First.LateStreamFrames} of {one.First.StreamFrames}", "none", one => one.First.LateStreamFrames == 0);
            AddGoal(
                "frames/s; kB/frame; ms of processor/frame", all,
                one => $"{one.FramesPerSecond:0.0} of {one.ShownPerSecond:0.0}; "
                    + $"{Number(one.BytesPerFrame / 1000)}; {Number(one.MillisecondsPerFrame)}", "", null);
        }
    }

    void AddGoal<T>(string goal, Dictionary<string, T> measured, Func<T, string> say, string bound, Func<T, bool>? isMet)
    {
        string Said(string peer) => measured.TryGetValue(peer, out var value) ? say(value) : "";
        var verdict = isMet is not null && measured.TryGetValue("scanout", out var ours) ? FrameTable.Verdict(isMet(ours)) : "";
        goals.Add(goal, Said("scanout"), Said("libspice"), bound, verdict);
    }

    static double PerFrame(Delivery delivery, Func<ViewerTally, long> of) => (double)of(delivery.First) / delivery.First.Frames;

    /// <summary>Where no frame came there is no number of anything by frame.</summary>
    static string Number(double number) => !double.IsFinite(number) ? "—" : number < 100 ? $"{number:0.#}" : $"{number:0}";

    /// <summary>How many programs wanted a core in the last minute: with others at work, times grow.</summary>
    static string Load => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
