using System.ComponentModel;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using Microsoft.Playwright;
using Scanout.Benchmarks.Recording;
using Scanout.Benchmarks.Wall.Displays;
using Scanout.Benchmarks.Wall.Measures;
using Scanout.Benchmarks.Wall.Peers;
using Scanout.Benchmarks.Wall.Viewers;

namespace Scanout.Benchmarks.Wall;

/// <summary>
/// What the wall costs the service and how soon it is there: a hundred displays, in turns with a page and without. Prints Markdown; what it is doing
/// goes to stderr.
/// </summary>
sealed class WallBenchmark(WallBenchmarkOptions options)
{
    const double CoresBound = 0.5;
    const double BytesBound = 4e6;
    const double PicturesBound = 2;
    const int Paints = 9;

    /// <summary>As wide as a card is where a hundred are on a screen of 1920×1080, and where its pixels are two for one.</summary>
    static readonly int[] Widths = [160, 320];

    static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);
    static readonly TimeSpan PaintBound = TimeSpan.FromSeconds(1);

    readonly Stopwatch elapsed = Stopwatch.StartNew();
    readonly GoalTable goals = new();

    /// <summary>Runs; the exit code.</summary>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (WallBenchmarkOptions.Parse(arguments) is not { } options)
        {
            Console.Error.WriteLine(WallBenchmarkOptions.Usage);
            return 64;
        }
        if (!File.Exists(options.Program))
        {
            Console.Error.WriteLine($"{options.Program} is not built: dotnet build -c Release Hosting");
            return 1;
        }
        try
        {
            new WallBenchmark(options).Run();
            return 0;
        }
        catch (Exception broken) when (
            broken is InvalidOperationException or IOException or WebSocketException or Win32Exception or HttpRequestException or PlaywrightException or TimeoutException)
        {
            Console.Error.WriteLine(broken.Message);
            return 1;
        }
    }

    /// <summary>How many programs wanted a core in the last minute: with others at work, times grow.</summary>
    static string Load => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    void Run()
    {
        var load = Load;
        // In memory, as a display's is: nothing of it is to be written to a disk.
        var folder = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"scanout-wall-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Directory.Delete(folder, recursive: true));
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Directory.Delete(folder, recursive: true));
        try
        {
            if (options.Parts.Contains("page"))
                foreach (var scene in options.Scenes)
                    MeasurePage(folder, scene);
            if (options.Parts.Contains("demo"))
                MeasureDemo(folder);
            if (options.Parts.Contains("browser"))
                MeasureBrowser(folder);
            Console.WriteLine($"{goals}\n{elapsed.Elapsed.TotalSeconds:0} s; {Environment.ProcessorCount} cores, load {load} before and {Load} after");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Displays that all change, then the same at rest.</summary>
    void MeasurePage(string folder, string scene)
    {
        Say($"{options.Displays} displays: {scene}");
        var pictures = new ScenePictures(scene, options.Size.WidthPixels, options.Size.HeightPixels);
        using var regions = new ChangingRegions(folder, options.Displays, pictures, options.Changes);
        using var service = new WallService(options.Program, folder, regions: folder, demos: 0);
        service.WaitForPictures(options.Displays);
        WarmUp(service);

        PageState[] states = [PageState.NoPage, PageState.NoneInView, .. Widths.Select(PageState.AllInView)];
        var moving = MeasureStates(service, states);
        Print($"{scene}, {options.Changes} changes a second of {pictures.ChangedShare:P0} of the picture", states, moving);
        foreach (var (state, width) in states[2..].Zip(Widths))
        {
            var (cost, more) = (moving[state], moving[state].Cores - moving[PageState.NoPage].Cores);
            var what = $"{scene}, {options.Displays} cards {width} pixels wide";
            goals.Add($"{what}: thumbnails a second of each, mean and fewest", $"{cost.PicturesPerCard:0.00}, {cost.FewestPerCard:0.00}", $"{PicturesBound}", Math.Round(cost.PicturesPerCard, 1) >= PicturesBound);
            goals.Add($"{what}: the service's processor, more than without a page", $"{more:0.000} cores", $"< {CoresBound} cores", more < CoresBound);
            goals.Add($"{what}: to the browser", $"{cost.PictureBytesPerSecond / 1e6:0.00} MB/s", $"< {BytesBound / 1e6:0} MB/s", cost.PictureBytesPerSecond + cost.TextBytesPerSecond < BytesBound);
        }

        // At rest they are all alike.
        if (scene != options.Scenes[0])
            return;
        regions.AreMoving = false;
        Thread.Sleep(Settling);
        PageState[] quiet = [PageState.NoPage, PageState.NoneInView, PageState.AllInView(Widths[0])];
        Print($"{scene}, nothing changes", quiet, MeasureStates(service, quiet));
    }

    void MeasureDemo(string folder)
    {
        Say($"serve --demo {options.Displays}");
        var clock = Stopwatch.StartNew();
        using var service = new WallService(options.Program, folder, regions: "", options.Displays);
        service.WaitForPictures(options.Displays);
        var shown = clock.Elapsed;
        WarmUp(service);
        PageState[] states = [PageState.NoPage, PageState.AllInView(Widths[0])];
        Print($"the service's own demo displays: ready after {service.UntilReady.TotalSeconds:0.0} s, all shown after {shown.TotalSeconds:0.0} s", states, MeasureStates(service, states));
    }

    void MeasureBrowser(string folder)
    {
        Say("Chromium");
        var pictures = new ScenePictures(options.Scenes[0], options.Size.WidthPixels, options.Size.HeightPixels);
        using var regions = new ChangingRegions(folder, options.Displays, pictures, options.Changes);
        using var service = new WallService(options.Program, folder, regions: folder, demos: 0);
        service.WaitForPictures(options.Displays);
        MeasurePaintsAsync(service, regions).GetAwaiter().GetResult();
    }

    async Task MeasurePaintsAsync(WallService service, ChangingRegions regions)
    {
        await using var browser = await WallBrowser.StartAsync();
        var table = new MarkdownTable("from the navigation to", "first text", "first card", "every card in view has its picture", "cards in view", "the service's processor");
        Add("the first page since the service began", [await FirstPaint.MeasureAsync(browser, service, options.Displays)]);
        foreach (var isMoving in (bool[])[true, false])
        {
            regions.AreMoving = isMoving;
            if (!isMoving)
                await Task.Delay(Settling);
            foreach (var cards in (int?[])[options.Displays, null])
            {
                var paints = new List<FirstPaint>();
                for (var i = 0; i < Paints; i++)
                    paints.Add(await FirstPaint.MeasureAsync(browser, service, cards));
                var what = $"{paints[0].Cards} cards in view, {(isMoving ? $"{options.Changes} changes a second of each" : "at rest")}";
                Add($"{Paints} pages later on: {what}", paints);
                var (median, longest) = (paints.Select(paint => paint.Painted).Order().ElementAt(Paints / 2), paints.Max(paint => paint.Painted));
                goals.Add(
                    $"Chromium, {options.Displays} displays, {what}: every one has its picture, median and longest",
                    $"{median.TotalMilliseconds:0} ms, {longest.TotalMilliseconds:0} ms", $"< {PaintBound.TotalMilliseconds:0} ms", median < PaintBound);
            }
        }
        Console.WriteLine(table);

        void Add(string what, IReadOnlyList<FirstPaint> paints) => table.Add(
            what, Times(paints, paint => paint.Contentful), Times(paints, paint => paint.Told), Times(paints, paint => paint.Painted), $"{paints[0].Cards}",
            Times(paints, paint => paint.ServiceTime));

        static string Times(IReadOnlyList<FirstPaint> paints, Func<FirstPaint, TimeSpan> time) => paints.Count == 1
            ? $"{time(paints[0]).TotalMilliseconds:0} ms"
            : $"{paints.Select(time).Order().ElementAt(paints.Count / 2).TotalMilliseconds:0} ms ({paints.Min(time).TotalMilliseconds:0} to {paints.Max(time).TotalMilliseconds:0})";
    }

    /// <summary>The service is compiled as it runs: what it has run often is what one that has been up for a while runs.</summary>
    void WarmUp(WallService service)
    {
        Say("warming up");
        foreach (var width in Widths)
            using (var page = new WallClient(service.Address))
            {
                page.Show(page.Names, width);
                Thread.Sleep(Settling / 2);
            }
    }

    Dictionary<PageState, PageCost> MeasureStates(WallService service, IReadOnlyList<PageState> states)
    {
        var costs = states.ToDictionary(state => state, _ => new List<PageCost>());
        for (var round = 1; round <= options.Rounds; round++)
            foreach (var state in states)
            {
                var cost = PageCost.Measure(service, state, options.Duration);
                Say($"round {round}, {state.Title}: {cost.Cores:0.000} cores, {cost.PicturesPerCard:0.00} pictures a second of each card");
                costs[state].Add(cost);
            }
        return costs.ToDictionary(cost => cost.Key, cost => PageCost.MedianOf(cost.Value));
    }

    static void Print(string title, PageState[] states, Dictionary<PageState, PageCost> costs)
    {
        var table = new MarkdownTable(
            title, "pictures a second of each card, mean and fewest", "MB/s of pictures", "kB/s of text", "cores", "more than without a page");
        var without = costs[states[0]];
        foreach (var state in states)
        {
            var cost = costs[state];
            table.Add(
                state.Title, $"{cost.PicturesPerCard:0.00}, {cost.FewestPerCard:0.00}", $"{cost.PictureBytesPerSecond / 1e6:0.00}", $"{cost.TextBytesPerSecond / 1e3:0.0}",
                $"{cost.Cores:0.000}", $"{cost.Cores - without.Cores:0.000}");
        }
        Console.WriteLine(table);
    }

    void Say(string what) => Console.Error.WriteLine($"[{elapsed.Elapsed.TotalSeconds,5:0.0}] {what}");
}
