using System.Text.Json;
using Microsoft.Playwright;
using Scanout.Tests.EndToEnd.Peers;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>The wall's page with thousands of cards, told of by a service that the test plays.</summary>
public sealed class LargeWallTests
{
    const int Hosts = 60;
    const int Displays = 50;
    const int All = Hosts * Displays;

    [RealPeerFact("chromium")]
    public async Task A_page_has_the_cards_around_those_in_view_and_comes_to_each_by_scrolling_keys_and_search()
    {
        await using var service = await ScanoutProcess.ServeAsync("");
        await using var browser = await OpenAsync(service, feed => feed.Send(Everything()));
        await browser.TellsAsync("document.querySelector('#states b').textContent", $"{All}");
        await browser.TellsAsync("document.querySelector('.card .name').textContent", "vm-00");
        await HasFewAsync();

        // To the end at once, and back screen by screen.
        await browser.EvaluateAsync("document.getElementById('main').scrollTop = 1e9");
        await browser.TellsAsync(LastInView, "host-59 vm-49");
        await browser.EvaluateAsync("(async () => { for (const main = document.getElementById('main'); main.scrollTop > 0; main.scrollTop -= main.clientHeight) await new Promise(requestAnimationFrame); })()");
        await browser.TellsAsync("document.getElementById('main').scrollTop", "0");
        await browser.TellsAsync("document.querySelector('.card .name').textContent", "vm-00");
        await HasFewAsync();
        await browser.TellsAsync("document.querySelectorAll('canvas').length <= 600", "true");

        await browser.Page.Keyboard.PressAsync("ArrowDown");
        await browser.Page.Keyboard.PressAsync("End");
        await browser.TellsAsync(Focused, "host-59 vm-49");
        await browser.Page.Keyboard.PressAsync("ArrowLeft");
        await browser.TellsAsync(Focused, "host-59 vm-48");
        await browser.TellsAsync(IsFocusedInView, "true");
        await browser.Page.Keyboard.PressAsync("Home");
        await browser.TellsAsync(Focused, "host-00 vm-00");
        await browser.TellsAsync(IsFocusedInView, "true");

        await browser.Page.Keyboard.PressAsync("/");
        await browser.Page.Keyboard.TypeAsync("host-31 vm-1");
        await browser.TellsAsync("document.querySelectorAll('.card').length", "10");
        await browser.TellsAsync(LastInView, "host-31 vm-19");
        await browser.Page.Keyboard.PressAsync("Escape");
        await browser.TellsAsync("document.querySelector('.card .name').textContent", "vm-00");
        await HasFewAsync();

        async Task HasFewAsync() => await browser.TellsAsync("(count => count >= 60 && count <= 600)(document.querySelectorAll('.card').length)", "true");
    }

    [RealPeerFact("chromium")]
    public async Task What_is_told_of_another_hosts_display_is_joined_and_what_is_not_told_again_after_a_break_is_gone()
    {
        await using var service = await ScanoutProcess.ServeAsync("");
        var feeds = new List<IWebSocketRoute>();
        await using var browser = await OpenAsync(service, feed =>
        {
            feeds.Add(feed);
            feed.Send(feeds.Count == 1
                ? """
                  {"displays":[],"hosts":[
                    {"host":"b","displays":[{"name":"vm-1","state":"live","updatesPerSecond":5,"viewers":0,"recording":false,"screen":"frozen","id":"no-1","device":"vgpu","width":800,"height":600}]},
                    {"host":"c","displays":[{"name":"vm-1","state":"live","updatesPerSecond":5,"viewers":0,"recording":false,"id":"no-2","device":"vgpu","width":800,"height":600}]}],"areAllHosts":true}
                  """
                : """
                  {"displays":[],"hosts":[
                    {"host":"b","displays":[{"name":"vm-2","state":"live","updatesPerSecond":5,"viewers":0,"recording":false,"id":"no-3","device":"vgpu","width":800,"height":600}]}],"areAllHosts":true}
                  """);
        });
        await browser.TellsAsync(Cards, "b vm-1, c vm-1");
        await browser.TellsAsync("document.querySelector('[data-host=b] .screen').textContent", "Frozen");
        feeds[0].Send("""{"displays":[],"hosts":[{"host":"b","displays":[{"name":"vm-1","state":"idle","updatesPerSecond":0,"viewers":3,"recording":true}]}]}""");
        await browser.TellsAsync("document.querySelector('[data-host=b]').dataset.state", "idle");
        // What is not there any more, and what has not changed.
        await browser.TellsAsync("document.querySelector('[data-host=b] .screen').textContent", "");
        await browser.TellsAsync("document.querySelector('[data-host=b]').title.includes('800 × 600')", "true");
        await browser.Page.GetByRole(AriaRole.Searchbox).FillAsync("no-1");
        await browser.TellsAsync(Cards, "b vm-1");
        await browser.Page.GetByRole(AriaRole.Searchbox).FillAsync("");
        feeds[0].Send("""{"displays":[],"hosts":[{"host":"c","displays":[],"gone":["vm-1"]}]}""");
        await browser.TellsAsync(Cards, "b vm-1");

        await feeds[0].CloseAsync();
        await browser.TellsAsync(Cards, "b vm-2");
    }

    const string Cards = "[...document.querySelectorAll('.card')].map(card => `${card.dataset.host} ${card.dataset.name}`).join(', ')";

    const string Focused = "`${document.activeElement.dataset.host} ${document.activeElement.dataset.name}`";

    const string IsFocusedInView = """
        ((main, card) => card.top >= main.top && card.bottom <= main.bottom)(
            document.getElementById('main').getBoundingClientRect(), document.activeElement.getBoundingClientRect())
        """;

    /// <summary>The last card whose name is written and within the screen.</summary>
    const string LastInView = """
        (bottom => [...document.querySelectorAll('.card')].filter(card => card.querySelector('.name') && card.getBoundingClientRect().top < bottom).map(
            card => `${card.dataset.host} ${card.dataset.name}`).at(-1))(document.getElementById('main').getBoundingClientRect().bottom)
        """;

    /// <summary>Opens the wall, whose connection is the test's; it is told first that the service has no displays of its own.</summary>
    static async Task<Browser> OpenAsync(ScanoutProcess service, Action<IWebSocketRoute> connected)
    {
        var browser = await Browser.OpenAsync("about:blank");
        await browser.Page.RouteWebSocketAsync(new System.Text.RegularExpressions.Regex("//[^/]+/api/wall$"), feed =>
        {
            feed.Send("""{"displays":[],"node":"a"}""");
            connected(feed);
        });
        await browser.Page.GotoAsync(service.Web.BaseAddress!.ToString());
        return browser;
    }

    static string Everything() => JsonSerializer.Serialize(new
    {
        displays = Array.Empty<int>(),
        areAllHosts = true,
        hosts = Enumerable.Range(0, Hosts).Select(host => new
        {
            host = $"host-{host:00}",
            displays = Enumerable.Range(0, Displays).Select(display => new
            {
                name = $"vm-{display:00}", state = "live", updatesPerSecond = 5, viewers = 0, recording = false, id = $"{host}-{display}", device = "vgpu", width = 1920, height = 1080,
            }),
        }),
    });
}
