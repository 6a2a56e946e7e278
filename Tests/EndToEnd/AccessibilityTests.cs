using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Scanout.Tests.EndToEnd.Peers;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>What of the pages some people could not use, as axe finds it: names, contrast, order. Wide and narrow, light and dark.</summary>
public sealed class AccessibilityTests
{
    [RealPeerFact("chromium", "npm")]
    public async Task Nothing_of_the_pages_is_out_of_anybodys_reach()
    {
        await using var recorded = await RecordedRegion.StartAsync();
        await recorded.PaintAsync(2);
        var found = new List<string>();
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            foreach (var width in (int[])[1280, 390])
            {
                await using var browser = await Browser.OpenAsync(
                    recorded.Service.Web.BaseAddress!.ToString(), new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 800 } });
                await browser.TellsAsync("document.querySelectorAll('.card.has-picture').length", "1");
                found.AddRange(await CheckAsync(browser.Page, $"wall {scheme} {width}"));
                await browser.Page.Locator(".card").ClickAsync();
                await browser.TellsAsync("scanout.told !== null && scanout.past.told !== null", "true");
                found.AddRange(await CheckAsync(browser.Page, $"console {scheme} {width}"));
                await browser.EvaluateAsync("scanout.past.back(1e6)");
                await browser.TellsAsync("document.getElementById('past-picture').dataset.exact", "true");
                await browser.Page.Locator("#who").ClickAsync();
                found.AddRange(await CheckAsync(browser.Page, $"past {scheme} {width}"));
            }
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    static async Task<IEnumerable<string>> CheckAsync(IPage page, string what) =>
        (await page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] })).Violations.Select(rule => TextOf(rule, what));

    static string TextOf(AxeResultItem rule, string what) => $"{what}: {rule.Id} ({rule.Impact}): {rule.Help}\n"
        + string.Join('\n', rule.Nodes.Select(node => $"  {node.Html}\n    {string.Join("; ", node.Any.Concat(node.All).Select(check => check.Message))}"));
}
