using Microsoft.Playwright;
using Scanout.Benchmarks.Wall.Peers;
using Scanout.Benchmarks.Wall.Viewers;

namespace Scanout.Benchmarks.Wall.Measures;

/// <summary>How long a page takes, from the beginning of its navigation.</summary>
/// <param name="Contentful">To the first text or picture on the screen (the browser's own entry).</param>
/// <param name="Told">To the first frame with cards.</param>
/// <param name="Painted">To the frame in which every card in view has its picture.</param>
/// <param name="Cards">How many are in view.</param>
/// <param name="ServiceTime">The service's processor time until then.</param>
sealed record FirstPaint(TimeSpan Contentful, TimeSpan Told, TimeSpan Painted, int Cards, TimeSpan ServiceTime)
{
    public static async Task<FirstPaint> MeasureAsync(WallBrowser browser, WallService service, int? cards)
    {
        var used = service.ProcessorTime;
        var page = await browser.OpenAsync(service.Address, cards);
        try
        {
            await page.WaitForSelectorAsync("html[data-painted]", new() { State = WaitForSelectorState.Attached });
            used = service.ProcessorTime - used;
            var times = await page.EvaluateAsync<double[]>(
                "[performance.getEntriesByName('first-contentful-paint')[0].startTime, window.wall.told, window.wall.painted, window.wall.cards]");
            return new FirstPaint(
                TimeSpan.FromMilliseconds(times[0]), TimeSpan.FromMilliseconds(times[1]), TimeSpan.FromMilliseconds(times[2]), (int)times[3], used);
        }
        finally
        {
            await page.CloseAsync();
        }
    }
}
