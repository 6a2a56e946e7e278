using System.Diagnostics;
using Microsoft.Playwright;
using Scanout.Benchmarks.Wall.Viewers;

namespace Scanout.Benchmarks.Cluster;

/// <summary>How a wall of thousands of cards does in Chromium.</summary>
/// <param name="OwnPainted">From the navigation to the frame in which the cards in view that have pictures have them; of several visits the median.</param>
/// <param name="AllPlaced">From the navigation to the frame in which all cards have their place; the same.</param>
/// <param name="BusyShare">Of a second, what the page's main thread works while nobody touches it.</param>
/// <param name="LongestTask">Of that; zero where none was longer than 50 ms.</param>
/// <param name="Searched">From a text in the search to the frame after it.</param>
/// <param name="Cleared">The same, from a text to none.</param>
/// <param name="Scrolled">From a leap to the middle of all cards to names on those that are there.</param>
/// <param name="HeapBytes">Of the page's script.</param>
sealed record ManyCards(
    TimeSpan OwnPainted, TimeSpan AllPlaced, double BusyShare, TimeSpan LongestTask, TimeSpan Searched, TimeSpan Cleared, TimeSpan Scrolled, double HeapBytes)
{
    const int Visits = 7;

    static readonly TimeSpan Settling = TimeSpan.FromSeconds(4);
    static readonly TimeSpan Measured = TimeSpan.FromSeconds(20);

    /// <summary>From within the page, from its beginning on.</summary>
    const string Watch = """
        (() => {
          const own = window.many = { longest: 0 };
          new PerformanceObserver(list => { own.longest = Math.max(own.longest, ...list.getEntries().map(entry => entry.duration)); }).observe({ type: 'longtask' });
          const look = () => {
            if (document.querySelector('#states b')?.textContent !== 'CARDS')
              return requestAnimationFrame(look);
            own.placed = performance.now();
            document.documentElement.dataset.placed = '';
          };
          requestAnimationFrame(look);
        })();
        """;

    const string Search = """
        text => new Promise(done => {
          const search = document.getElementById('search');
          const began = performance.now();
          search.value = text;
          search.dispatchEvent(new Event('input'));
          requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
        })
        """;

    const string Leap = """
        () => new Promise(done => {
          const main = document.getElementById('main');
          const { left, top } = main.getBoundingClientRect();
          const began = performance.now();
          main.scrollTop = main.scrollHeight / 2;
          const look = () => {
            const card = document.elementFromPoint(left + 60, top + 60)?.closest('.card') ?? document.elementFromPoint(left + 80, top + 90)?.closest('.card');
            if (card?.querySelector('.name')?.textContent)
              done(performance.now() - began);
            else
              requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        })
        """;

    public static async Task<ManyCards> MeasureAsync(WallBrowser browser, Uri service, int cards)
    {
        var (painted, placed) = (new List<double>(), new List<double>());
        for (var visit = 1; ; visit++)
        {
            var page = await browser.OpenAsync(service, cards: null, Watch.Replace("CARDS", $"{cards}", StringComparison.Ordinal), ".card[data-host=\"a-measured\"]");
            await page.WaitForSelectorAsync("html[data-painted]", new() { State = WaitForSelectorState.Attached });
            await page.WaitForSelectorAsync("html[data-placed]", new() { State = WaitForSelectorState.Attached });
            var times = await page.EvaluateAsync<double[]>("[window.wall.painted, window.many.placed]");
            painted.Add(times[0]);
            placed.Add(times[1]);
            if (visit == Visits)
                return await MeasureAsync(page, MedianOf(painted), MedianOf(placed));
            await page.CloseAsync();
        }
    }

    static async Task<ManyCards> MeasureAsync(IPage page, TimeSpan painted, TimeSpan placed)
    {
        await Task.Delay(Settling);
        await using var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Performance.enable");
        await page.EvaluateAsync("window.many.longest = 0");
        var (before, clock) = (await NumberAsync(session, "TaskDuration"), Stopwatch.StartNew());
        await Task.Delay(Measured);
        var busy = (await NumberAsync(session, "TaskDuration") - before) / clock.Elapsed.TotalSeconds;
        var longest = await page.EvaluateAsync<double>("window.many.longest");
        var heap = await NumberAsync(session, "JSHeapUsedSize");
        var searched = await page.EvaluateAsync<double>(Search, "vm-17");
        var cleared = await page.EvaluateAsync<double>(Search, "");
        var leapt = await page.EvaluateAsync<double>(Leap);
        return new ManyCards(
            painted, placed, busy, TimeSpan.FromMilliseconds(longest), TimeSpan.FromMilliseconds(searched), TimeSpan.FromMilliseconds(cleared),
            TimeSpan.FromMilliseconds(leapt), heap);
    }

    static TimeSpan MedianOf(List<double> milliseconds) => TimeSpan.FromMilliseconds(milliseconds.Order().ElementAt(milliseconds.Count / 2));

    static async Task<double> NumberAsync(ICDPSession session, string name)
    {
        var metrics = await session.SendAsync("Performance.getMetrics");
        return metrics!.Value.GetProperty("metrics").EnumerateArray().First(metric => metric.GetProperty("name").GetString() == name).GetProperty("value").GetDouble();
    }
}
