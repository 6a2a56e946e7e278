using Microsoft.Playwright;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd.Peers;

/// <summary>Debian's Chromium without a screen, at one page, driven by Playwright as a person drives it.</summary>
public sealed class Browser : IAsyncDisposable
{
    const string PngPrefix = "data:image/png;base64,";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

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
            ExecutablePath = "/usr/bin/chromium", Timeout = (float)Patience.TotalMilliseconds, Args = ["--disable-gpu", "--disable-dev-shm-usage"],
        });
        options ??= new();
        options.ViewportSize ??= new() { Width = 1200, Height = 900 };
        var page = await browser.NewPageAsync(options);
        page.SetDefaultTimeout((float)Patience.TotalMilliseconds);
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
            async () => (told = await EvaluateAsync(expression)) == expected, Patience,
            () => $"{expression} is {told} and not {expected}\n{more?.Invoke()}");
    }

    /// <summary>The picture that an expression of JavaScript is, as a data URL of PNG; null where it is none.</summary>
    public async Task<Picture?> PictureAsync(string expression)
    {
        var told = await EvaluateAsync(expression);
        return told.StartsWith(PngPrefix, StringComparison.Ordinal) ? await Picture.FromPngAsync(Convert.FromBase64String(told[PngPrefix.Length..])) : null;
    }

    /// <summary>Waits until an expression of JavaScript is exactly that picture.</summary>
    public Task ShowsAsync(string expression, Picture expected)
    {
        var told = "";
        return Wait.UntilAsync(
            async () =>
            {
                var shown = await PictureAsync(expression);
                told = shown is null ? await EvaluateAsync(expression)
                    : (shown.WidthPixels, shown.HeightPixels) != (expected.WidthPixels, expected.HeightPixels) ? $"it is {shown.WidthPixels} × {shown.HeightPixels}"
                    : $"{shown.CountDifferences(expected)} pixels differ";
                return told == "0 pixels differ";
            },
            Patience, () => $"{expression}: {told[..Math.Min(told.Length, 300)]}");
    }

    public async ValueTask DisposeAsync() => await browser.DisposeAsync();
}
