using Microsoft.Playwright;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd.Peers;

/// <summary>Debian's Chromium without a screen, at one page, driven by Playwright as a person drives it.</summary>
public sealed class Browser : IAsyncDisposable
{
    const float PatienceMs = 60_000;

    /// <summary>Playwright's own program, for all browsers of the tests.</summary>
    static readonly Lazy<Task<IPlaywright>> Driver = new(() => Playwright.CreateAsync());

    readonly IBrowser browser;

    Browser(IBrowser browser, IPage page) => (this.browser, Page) = (browser, page);

    public IPage Page { get; }

    /// <summary>Opens a page, with nothing of what another browser has: no cookie, no storage.</summary>
    public static async Task<Browser> OpenAsync(string address, BrowserNewPageOptions? options = null)
    {
        var browser = await (await Driver.Value).Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium", Timeout = PatienceMs, Args = ["--disable-gpu", "--disable-dev-shm-usage"],
        });
        options ??= new();
        options.ViewportSize ??= new() { Width = 1200, Height = 900 };
        var page = await browser.NewPageAsync(options);
        page.SetDefaultTimeout(PatienceMs);
        await page.GotoAsync(address);
        return new Browser(browser, page);
    }

    /// <summary>The text that an expression of JavaScript has in the page.</summary>
    public async Task<string> EvaluateAsync(string expression)
    {
        try
        {
            return await Page.EvaluateAsync<string>($"String({expression})");
        }
        catch (PlaywrightException fault)
        {
            // A page that is being left, or does not have it yet, has nothing to say.
            return $"exception: {fault.Message}";
        }
    }

    /// <summary>Waits until an expression of JavaScript has that text in the page.</summary>
    public Task TellsAsync(string expression, string expected, Func<string>? more = null)
    {
        var told = "";
        return Wait.UntilAsync(
            async () => (told = await EvaluateAsync(expression)) == expected, TimeSpan.FromMilliseconds(PatienceMs),
            () => $"{expression} is {told} and not {expected}\n{more?.Invoke()}");
    }

    public async ValueTask DisposeAsync() => await browser.DisposeAsync();
}
