using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Scanout.Hosting.Web;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>The built program, run as a user runs it: on free ports, with a configuration of its own, ended with the test.</summary>
public sealed partial class ScanoutProcess : IAsyncDisposable
{
    readonly Process process;
    readonly ConcurrentQueue<string> output = new();
    readonly ConcurrentQueue<string> errors = new();
    readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    ScanoutProcess(IEnumerable<string> arguments)
    {
        process = new Process { StartInfo = StartInfo(arguments), EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => errors.Enqueue(line.Data ?? "");
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"scanout ended: {string.Join('\n', errors)}"));
    }

    /// <summary>The program beside this one, of the same configuration and engine; or the one that the environment names.</summary>
    public static string Program { get; set; } = Environment.GetEnvironmentVariable("SCANOUT_PROGRAM") ?? Path.Combine(
        AppContext.BaseDirectory.Replace($"{Path.DirectorySeparatorChar}Tests{Path.DirectorySeparatorChar}bin",
            $"{Path.DirectorySeparatorChar}Hosting{Path.DirectorySeparatorChar}bin", StringComparison.Ordinal), "scanout");

    /// <summary>How long it may take to be ready.</summary>
    public static TimeSpan StartPatience { get; set; } = TimeSpan.FromSeconds(60);

    public HttpClient Web { get; private set; } = null!;

    public int Id => process.Id;

    public IReadOnlyCollection<string> Output => output;

    public IReadOnlyCollection<string> Errors => errors;

    /// <summary>The file that it reads.</summary>
    public required string ConfigurationFile { get; init; }

    /// <summary>Writes its configuration, of which the test's is laid over free ports.</summary>
    public Task ConfigureAsync(string configuration) => File.WriteAllTextAsync(
        ConfigurationFile,
        "scanout { web.port = 0, vnc.ports = \"0\", spice { ports = \"0\", tls-ports = \"0\" }, discovery.regions = \"\" }\n"
        + $"{configuration}\n");

    /// <summary>Asks it to read its configuration again, as systemd does.</summary>
    public async Task HangUpAsync()
    {
        using var kill = Process.Start("kill", ["-HUP", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Starts the service and waits until it is ready.</summary>
    public static Task<ScanoutProcess> ServeAsync(string configuration, params string[] arguments) =>
        ServeAsync(configuration, notifySocket: null, arguments);

    /// <summary>The same, told of a socket as systemd tells a service.</summary>
    public static Task<ScanoutProcess> ServeAsync(string configuration, string? notifySocket, string[] arguments) =>
        StartAsync("serve", configuration, new() { ["NOTIFY_SOCKET"] = notifySocket }, arguments);

    /// <summary>The same, with an environment of its own.</summary>
    public static Task<ScanoutProcess> ServeAsync(string configuration, Dictionary<string, string?> environment, params string[] arguments) =>
        StartAsync("serve", configuration, environment, arguments);

    /// <summary>Plays a recording, and waits until it is ready.</summary>
    public static Task<ScanoutProcess> PlayAsync(params string[] arguments) => StartAsync("play", "", [], arguments);

    static async Task<ScanoutProcess> StartAsync(string command, string configuration, Dictionary<string, string?> environment, string[] arguments)
    {
        var file = Path.GetTempFileName();
        var service = new ScanoutProcess([command, "--config", file, .. arguments]) { ConfigurationFile = file };
        await service.ConfigureAsync(configuration);
        service.process.StartInfo.Environment["NOTIFY_SOCKET"] = null;
        foreach (var (name, value) in environment)
            service.process.StartInfo.Environment[name] = value;
        service.process.Start();
        service.process.BeginOutputReadLine();
        service.process.BeginErrorReadLine();
        await service.ready.Task.WaitAsync(StartPatience);
        var address = service.output.Select(line => WebLine().Match(line)).First(match => match.Success).Groups[1].Value;
        service.Web = new HttpClient { BaseAddress = new Uri(address) };
        return service;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var command = Process.Start(StartInfo(arguments))!;
        var (text, faults) = (command.StandardOutput.ReadToEndAsync(), command.StandardError.ReadToEndAsync());
        await command.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (command.ExitCode, await text, await faults);
    }

    public async Task<DisplayRecord[]> DisplaysAsync() => (await Web.GetFromJsonAsync<DisplayRecord[]>("api/displays"))!;

    public async Task<DisplayRecord> DisplayAsync(string name) => (await DisplaysAsync()).Single(display => display.Name == name);

    /// <summary>The display, once it is as the test expects; the last answer is told where it never is.</summary>
    public async Task<DisplayRecord> WaitForDisplayAsync(string name, Predicate<DisplayRecord> isExpected, TimeSpan? within = null)
    {
        DisplayRecord? last = null;
        await Wait.UntilAsync(
            async () => (last = (await DisplaysAsync()).SingleOrDefault(display => display.Name == name)) is not null && isExpected(last),
            within ?? TimeSpan.FromSeconds(10), () => $"display {name} is {last}");
        return last!;
    }

    /// <summary>Asks for the end as systemd does, and tells how it ended.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        return process.ExitCode;
    }

    /// <summary>From now on it answers nobody, and its connections stay: as if its machine hung.</summary>
    public async Task HangAsync()
    {
        using var kill = Process.Start("kill", ["-STOP", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Ends it as if its machine had failed.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        File.Delete(ConfigurationFile);
        Web?.Dispose();
    }

    void Take(string? line)
    {
        if (line is null)
            return;
        output.Enqueue(line);
        if (line == "scanout: ready")
            ready.TrySetResult();
    }

    static ProcessStartInfo StartInfo(IEnumerable<string> arguments) =>
        new(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

    [GeneratedRegex("^scanout: web (.*)$")]
    private static partial Regex WebLine();
}
