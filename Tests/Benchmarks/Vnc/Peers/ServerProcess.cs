using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Scanout.Benchmarks.Vnc.Peers;

/// <summary>A program that runs for the benchmark and ends with it, whatever ends that. Started on the main thread.</summary>
sealed partial class ServerProcess : IDisposable
{
    const int Terminate = 15;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    static readonly TimeSpan EndingPatience = TimeSpan.FromSeconds(6);

    readonly string name;
    readonly Process process;
    readonly BlockingCollection<string> output = [];
    readonly ConcurrentQueue<string> errors = new();

    public ServerProcess(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        name = Path.GetFileName(program);
        var start = new ProcessStartInfo("setpriv", ["--pdeathsig", "TERM", "--", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        process = new() { StartInfo = start };
        process.OutputDataReceived += (_, line) => TakeOutput(line.Data);
        process.ErrorDataReceived += (_, line) => TakeError(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    public TimeSpan ProcessorTime => ProcessorClock.Read(Id);

    /// <summary>Resident memory, as <c>/proc/PID/status</c> has it.</summary>
    public long ResidentBytes => 1024 * long.Parse(
        File.ReadLines($"/proc/{Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            ["VmRSS:".Length..^" kB".Length],
        CultureInfo.InvariantCulture);

    /// <summary>The first line of its output that the reader accepts.</summary>
    public T WaitFor<T>(Func<string, T?> read)
        where T : class
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            foreach (var line in output.GetConsumingEnumerable(patience.Token))
                if (read(line) is { } found)
                    return found;
        }
        catch (OperationCanceledException)
        {
            throw new InvalidOperationException($"{name} is not ready: {string.Join('\n', errors)}");
        }
        throw new InvalidOperationException($"{name} ended: {string.Join('\n', errors)}");
    }

    public void Dispose()
    {
        // First asked, so that an X server takes its lock and socket away.
        if (!process.HasExited && (SendSignal(Id, Terminate) != 0 || !process.WaitForExit(EndingPatience)))
            process.Kill();
        process.WaitForExit();
        process.Dispose();
        output.Dispose();
    }

    void TakeOutput(string? line)
    {
        if (line is null)
            output.CompleteAdding();
        else if (!output.IsAddingCompleted)
            output.Add(line);
    }

    void TakeError(string? line)
    {
        if (line is not null && errors.Count < 20)
            errors.Enqueue(line);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);
}
