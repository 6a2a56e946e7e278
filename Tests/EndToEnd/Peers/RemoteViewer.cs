using System.Diagnostics;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd.Peers;

/// <summary>
/// remote-viewer, on an X server of its own: what people open. Without a window manager its window is as large as the display, which is
/// shown one to one.
/// </summary>
public sealed class RemoteViewer : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    readonly XServer screen;
    readonly Process process;

    RemoteViewer(XServer screen, Process process) => (this.screen, this.process) = (screen, process);

    /// <summary>The X server on which it shows.</summary>
    public XServer Screen => screen;

    public bool HasExited => process.HasExited;

    /// <param name="directory">Where it keeps its settings.</param>
    /// <param name="target">An address, or a <c>.vv</c> file.</param>
    /// <param name="options">Of its command line.</param>
    public static async Task<RemoteViewer> OpenAsync(string directory, string target, params string[] options)
    {
        var screen = await XServer.StartAsync(1400, 1000);
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = directory, ["XDG_CONFIG_HOME"] = directory, ["XDG_CACHE_HOME"] = directory, ["XDG_RUNTIME_DIR"] = directory,
            ["GSETTINGS_BACKEND"] = "memory", ["NO_AT_BRIDGE"] = "1",
        };
        var process = screen.Start(
            environment, "remote-viewer", ["--spice-disable-audio", "--spice-disable-usbredir", "--auto-resize=never", .. options, target]);
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return new RemoteViewer(screen, process);
    }

    /// <summary>A <c>.vv</c> file as a portal gives it out (virt-viewer's remote-viewer(1), «CONNECTION FILE»).</summary>
    public static async Task<string> WriteFileAsync(string directory, params (string Name, string Value)[] settings)
    {
        var file = Path.Combine(directory, $"{Guid.NewGuid():n}.vv");
        await File.WriteAllLinesAsync(
            file, ["[virt-viewer]", "type=spice", "host=localhost", .. settings.Select(setting => $"{setting.Name}={setting.Value}")]);
        return file;
    }

    /// <summary>Waits until exactly this picture is somewhere on its screen, and tells where.</summary>
    public async Task<(int X, int Y)> ShowsAsync(Func<Task<Picture>> expected, string what)
    {
        (int X, int Y)? place = null;
        await Wait.UntilAsync(
            async () => (place = Find(await CaptureAsync(), await expected())) is not null, Patience,
            () => $"{what}: remote-viewer {(HasExited ? "has ended" : "shows something else")}");
        return place!.Value;
    }

    public Task<(int X, int Y)> ShowsAsync(TestRegion region, string what) => ShowsAsync(() => Task.FromResult(region.Expected()), what);

    /// <summary>Waits for a window whose title holds these words.</summary>
    public Task WaitForWindowAsync(string title) => Wait.UntilAsync(
        async () =>
        {
            var tool = screen.Start("xdotool", "search", "--name", title);
            await tool.WaitForExitAsync().WaitAsync(Patience);
            return tool.ExitCode == 0;
        },
        Patience, () => $"there is no window '{title}'");

    /// <summary>Types and points as a person at its screen (xdotool(1)).</summary>
    public async Task TypeAsync(params string[] words)
    {
        var tool = screen.Start("xdotool", words);
        await tool.WaitForExitAsync().WaitAsync(Patience);
        Assert.True(tool.ExitCode == 0, await tool.StandardError.ReadToEndAsync());
    }

    public ValueTask DisposeAsync() => screen.DisposeAsync();

    /// <summary>The screen as the server's memory has it: of windows with alpha, as GTK's are, <c>xwd</c> makes another format.</summary>
    async Task<Picture> CaptureAsync() => Picture.FromXwd(await File.ReadAllBytesAsync(screen.FramebufferFile));

    /// <summary>Where a picture stands whole in another one: looked for by its busiest row, since empty ones are everywhere.</summary>
    static (int X, int Y)? Find(Picture screen, Picture wanted)
    {
        if (wanted.WidthPixels == 0)
            return null;
        var known = Enumerable.Range(0, wanted.HeightPixels).MaxBy(row => CountChanges(Row(wanted, row)));
        for (var y = 0; y <= screen.HeightPixels - wanted.HeightPixels; y++)
        {
            var row = Row(screen, y + known);
            for (int at = 0, found; (found = row[at..].IndexOf(Row(wanted, known))) >= 0; at += found + 1)
                if ((at + found) % 3 == 0 && (at + found) / 3 is var x
                    && screen.Crop(x, y, wanted.WidthPixels, wanted.HeightPixels).CountDifferences(wanted) == 0)
                    return (x, y);
        }
        return null;
    }

    static ReadOnlySpan<byte> Row(Picture picture, int row) => picture.Rgb.AsSpan(row * picture.WidthPixels * 3, picture.WidthPixels * 3);

    static int CountChanges(ReadOnlySpan<byte> row)
    {
        var changes = 0;
        for (var i = 3; i < row.Length; i++)
            if (row[i] != row[i - 3])
                changes++;
        return changes;
    }
}
