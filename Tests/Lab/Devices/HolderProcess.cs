using System.Diagnostics;

namespace Scanout.Lab.Devices;

/// <summary>
/// A process that has vGPUs open and looks like a QEMU from outside: by its program's name and its command line. The painter of its pictures.
/// </summary>
sealed class HolderProcess : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly Process process;

    HolderProcess(Process process) => this.process = process;

    public int Id => process.Id;

    /// <summary>Starts one, and waits until it has its devices.</summary>
    /// <param name="commandLine">What a QEMU would have been started with: <c>-name guest=vm-17 -uuid …</c>.</param>
    /// <param name="user">Whose process it is.</param>
    /// <param name="devices">UUIDs.</param>
    /// <param name="program">What it is called.</param>
    public static async Task<HolderProcess> StartAsync(string commandLine, int user, string[] devices, string program = "qemu-system-x86_64")
    {
        // The shell gives the program another name than its file's.
        var start = new ProcessStartInfo("/t/bin/setpriv",
        [
            $"--reuid={user}", $"--regid={user}", "--clear-groups", "/bin/busybox", "sh", "-c",
            $"exec -a {program} /t/dotnet/dotnet /t/lab/Lab.dll hold {string.Join(' ', devices)} -- {commandLine}",
        ])
        { RedirectStandardInput = true, RedirectStandardOutput = true };
        var holder = new HolderProcess(Process.Start(start)!);
        Assert.Equal("holding", await holder.ReadAsync());
        return holder;
    }

    public static Task<HolderProcess> StartAsync(string commandLine, params string[] devices) => StartAsync(commandLine, 0, devices);

    /// <summary>One that is no QEMU, and hands its device over.</summary>
    public static Task<HolderProcess> StartLauncherAsync(string device) => StartAsync("", 0, [device], "launcher");

    /// <summary>Has a command done, and gives its answer.</summary>
    public async Task<string> DoAsync(string command)
    {
        await process.StandardInput.WriteLineAsync(command);
        await process.StandardInput.FlushAsync();
        return await ReadAsync();
    }

    /// <summary>The same, of a command that just has to work.</summary>
    public async Task MustAsync(string command) => Assert.Equal("done", await DoAsync(command));

    /// <summary>Switches a mode of the first device on and paints it.</summary>
    /// <returns>What was painted.</returns>
    public async Task<byte[]> ShowAsync(int width, int height, int seed)
    {
        await MustAsync($"mode 0 {width}x{height}");
        return await PaintAsync(width, height, seed);
    }

    public async Task<byte[]> PaintAsync(int width, int height, int seed, int device = 0)
    {
        await MustAsync($"paint {device} {width}x{height} {seed}");
        return HeldDevice.PictureOf(width, height, seed);
    }

    /// <summary>Ends it as a crash does.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }

    async Task<string> ReadAsync() => await process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
        ?? throw new InvalidOperationException("the holder has ended");
}
