using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Scanout.Tests.EndToEnd.Peers;

/// <summary>Debian's Chromium without a screen, at one page, driven by its DevTools protocol.</summary>
public sealed partial class Browser : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly Process process;
    readonly string directory;
    readonly ClientWebSocket socket = new();
    int lastId;

    Browser(Process process, string directory) => (this.process, this.directory) = (process, directory);

    public static async Task<Browser> OpenAsync(string page)
    {
        var directory = Directory.CreateTempSubdirectory("scanout-browser").FullName;
        var process = Process.Start(new ProcessStartInfo("chromium", [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
            "--disable-background-networking", "--disable-component-update", "--force-device-scale-factor=1", "--window-size=1200,900",
            "--remote-debugging-port=0", $"--user-data-dir={directory}", page,
        ])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var browser = new Browser(process, directory);
        var port = await browser.DebuggingPortAsync().WaitAsync(Patience);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        using var targets = JsonDocument.Parse(await http.GetStringAsync("/json/list"));
        var target = targets.RootElement.EnumerateArray().First(target => target.GetProperty("type").GetString() == "page");
        await browser.socket.ConnectAsync(new Uri(target.GetProperty("webSocketDebuggerUrl").GetString()!), CancellationToken.None);
        return browser;
    }

    /// <summary>The text that an expression of JavaScript has in the page.</summary>
    public async Task<string> EvaluateAsync(string expression)
    {
        var id = ++lastId;
        await socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(new
            {
                id,
                method = "Runtime.evaluate",
                @params = new { expression = $"String({expression})", returnByValue = true, awaitPromise = true },
            }), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        for (;;)
        {
            using var answer = JsonDocument.Parse(await ReceiveAsync().WaitAsync(Patience));
            if (!answer.RootElement.TryGetProperty("id", out var answered) || answered.GetInt32() != id)
                continue;
            // A page that is being left has nothing to say.
            if (answer.RootElement.TryGetProperty("error", out var error))
                return $"error: {error}";
            var result = answer.RootElement.GetProperty("result");
            return result.TryGetProperty("exceptionDetails", out var fault)
                ? $"exception: {fault}"
                : result.GetProperty("result").GetProperty("value").GetString()!;
        }
    }

    async Task<byte[]> ReceiveAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[65536];
        for (;;)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            message.Write(buffer, 0, received.Count);
            if (received.EndOfMessage)
                return message.ToArray();
        }
    }

    async Task<string> DebuggingPortAsync()
    {
        var port = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var told = new StringBuilder();
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            told.AppendLine(line.Data);
            if (line.Data is null)
                port.TrySetException(new InvalidOperationException($"chromium ended: {told}"));
            else if (Listening().Match(line.Data) is { Success: true } match)
                port.TrySetResult(match.Groups[1].Value);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return await port.Task;
    }

    public async ValueTask DisposeAsync()
    {
        socket.Dispose();
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        // Its children may write for a moment yet.
        for (var tries = 0; Directory.Exists(directory) && tries < 50; tries++)
        {
            try
            {
                Directory.Delete(directory, recursive: true);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }
        }
    }

    [GeneratedRegex(@"DevTools listening on ws://127\.0\.0\.1:(\d+)/")]
    private static partial Regex Listening();
}
