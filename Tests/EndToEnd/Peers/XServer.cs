using System.Diagnostics;

namespace Scanout.Tests.EndToEnd.Peers;

/// <summary>A real X server without a screen: Debian's Xvfb, on a display number of its own choice.</summary>
public sealed class XServer : IAsyncDisposable
{
    readonly Process server;
    readonly List<Process> programs = [];

    XServer(Process server, string display, string directory) => (this.server, Display, Directory) = (server, display, directory);

    /// <summary>As in the variable DISPLAY.</summary>
    public string Display { get; }

    /// <summary>Where its screen lies as a file.</summary>
    public string Directory { get; }

    public string FramebufferFile => Path.Combine(Directory, "Xvfb_screen0");

    public static async Task<XServer> StartAsync(int widthPixels, int heightPixels, int depth = 24)
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("scanout-x").FullName;
        var start = new ProcessStartInfo(
            "Xvfb", ["-displayfd", "1", "-screen", "0", $"{widthPixels}x{heightPixels}x{depth}", "-fbdir", directory, "-nolisten", "tcp", "-noreset", "-nocursor"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var server = Process.Start(start)!;
        server.ErrorDataReceived += (_, _) => { };
        server.BeginErrorReadLine();
        var number = await server.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return new XServer(server, $":{number}", directory);
    }

    /// <summary>Starts a program on this server; it ends with the server.</summary>
    public Process Start(string program, params string[] arguments) => Start([], program, arguments);

    /// <summary>The same, with variables of its own.</summary>
    public Process Start(Dictionary<string, string> environment, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DISPLAY"] = Display;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        programs.Add(process);
        return process;
    }

    /// <summary>What <c>xwd</c> reads from the server's root window.</summary>
    public async Task<Picture> CaptureAsync()
    {
        var xwd = Start("xwd", "-silent", "-root");
        using var dump = new MemoryStream();
        await xwd.StandardOutput.BaseStream.CopyToAsync(dump).WaitAsync(TimeSpan.FromSeconds(20));
        await xwd.WaitForExitAsync();
        return Picture.FromXwd(dump.ToArray());
    }

    /// <summary>Where a window stands whose title holds the words; null where there is none.</summary>
    public async Task<(int X, int Y)?> FindWindowAsync(string title)
    {
        var tree = Start("xwininfo", "-root", "-tree");
        var text = await tree.StandardOutput.ReadToEndAsync();
        await tree.WaitForExitAsync();
        var line = text.Split('\n').FirstOrDefault(line => line.Contains($"- {title}", StringComparison.Ordinal));
        if (line is null)
            return null;
        var place = line.Split('+');
        return (int.Parse(place[^2]), int.Parse(place[^1]));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in programs.Append(server))
        {
            if (!process.HasExited)
                process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
