using System.ComponentModel;
using System.Diagnostics;

namespace Scanout.Pipeline.Recordings.Export;

/// <summary>A running FFmpeg that reads from us; it ends with this object at the latest.</summary>
sealed class FfmpegProcess : IAsyncDisposable
{
    readonly Process process;
    readonly Task<string> lastLine;

    /// <summary>Starts the program, by its list of arguments: no shell reads them.</summary>
    public FfmpegProcess(string program, IEnumerable<string> arguments)
    {
        try
        {
            process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception failure)
        {
            throw new ExportException($"{program} can't be started (Debian: ffmpeg): {failure.Message}", failure);
        }
        lastLine = ReadLastLineAsync(process.StandardError);
    }

    public Stream Input => process.StandardInput.BaseStream;

    /// <summary>Whether there is such a program.</summary>
    public static bool IsInstalled(string program) => program.Contains('/', StringComparison.Ordinal)
        ? File.Exists(program)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, program)));

    /// <summary>Ends the input, and waits for the program to be ready with it.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            throw await FailAsync();
        }
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw await FailAsync();
    }

    /// <summary>Why the program ended early: its last words.</summary>
    public async Task<ExportException> FailAsync()
    {
        var said = await lastLine;
        await process.WaitForExitAsync(CancellationToken.None);
        return new ExportException($"ffmpeg ended with {process.ExitCode}: {(said.Length > 0 ? said : "it said nothing")}");
    }

    public void End()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    public async ValueTask DisposeAsync()
    {
        End();
        await process.WaitForExitAsync(CancellationToken.None);
        await lastLine;
        process.Dispose();
    }

    static async Task<string> ReadLastLineAsync(StreamReader lines)
    {
        var last = "";
        while (await lines.ReadLineAsync(CancellationToken.None) is { } line)
            last = string.IsNullOrWhiteSpace(line) ? last : line.Trim();
        return last;
    }
}
