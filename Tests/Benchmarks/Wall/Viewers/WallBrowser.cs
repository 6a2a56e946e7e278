using Microsoft.Playwright;

namespace Scanout.Benchmarks.Wall.Viewers;

/// <summary>Debian's Chromium without a screen, driven by Playwright, and what its pages of the wall measure of themselves.</summary>
sealed class WallBrowser : IAsyncDisposable
{
    const float PatienceMs = 60_000;
    const int ViewWidth = 1920;
    const int ViewHeight = 1080;

    /// <summary>
    /// From within the page: the first frame before which every card in view has its picture, by the page's own clock, which begins with the navigation.
    /// </summary>
    const string Watch = """
        (() => {
          const own = window.wall = { told: 0, painted: 0, cards: 0 };
          let shown = [];
          let count = 0;
          const look = () => {
            const grid = document.getElementById('grid');
            if (!grid?.children.length)
              return requestAnimationFrame(look);
            own.told ||= performance.now();
            if (count !== grid.children.length) {
              count = grid.children.length;
              const bottom = document.getElementById('main').getBoundingClientRect().bottom;
              shown = [...grid.querySelectorAll('CARDS')].filter(card => card.getBoundingClientRect().top < bottom);
            }
            if (!shown.every(card => card.classList.contains('has-picture')))
              return requestAnimationFrame(look);
            own.cards = shown.length;
            requestAnimationFrame(() => {
              own.painted = performance.now();
              document.documentElement.dataset.painted = '';
            });
          };
          requestAnimationFrame(look);
        })();
        """;

    readonly IPlaywright playwright;
    readonly IBrowser browser;

    WallBrowser(IPlaywright playwright, IBrowser browser) => (this.playwright, this.browser) = (playwright, browser);

    public static async Task<WallBrowser> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return new WallBrowser(playwright, await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium", Timeout = PatienceMs, Args = ["--disable-gpu", "--disable-dev-shm-usage"],
        }));
    }

    /// <summary>Opens the wall with nothing kept of another one: no cache, no connection.</summary>
    /// <param name="service">The service.</param>
    /// <param name="cards">As somebody chose before; null where nobody did.</param>
    /// <param name="watch">What else is run before the page's own scripts.</param>
    /// <param name="pictured">Which cards have pictures.</param>
    public async Task<IPage> OpenAsync(Uri service, int? cards, string watch = "", string pictured = ".card")
    {
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = ViewWidth, Height = ViewHeight } });
        page.SetDefaultTimeout(PatienceMs);
        if (cards is { } count)
            await page.AddInitScriptAsync($"localStorage.setItem('scanout-wall-cards', '{count}');");
        await page.AddInitScriptAsync(Watch.Replace("CARDS", pictured, StringComparison.Ordinal));
        if (watch.Length > 0)
            await page.AddInitScriptAsync(watch);
        await page.GotoAsync(service.ToString());
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
