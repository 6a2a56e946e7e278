using Scanout.Pipeline.Recordings.Export;
using Spectre.Console;

namespace Scanout.Hosting.Cli;

/// <summary>
/// Shows on standard error how far an export is: a bar on a terminal, else a line now and then. Standard output is the video's.
/// </summary>
sealed class ExportDisplay : IProgress<ExportProgress>
{
    static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    readonly ProgressTask? bar;
    readonly TimeProvider time = TimeProvider.System;
    long lastLine;

    ExportDisplay(ProgressTask? bar) => (this.bar, lastLine) = (bar, time.GetTimestamp());

    public static async Task ShowAsync(Func<IProgress<ExportProgress>, Task<ExportResult>> export)
    {
        ExportResult result;
        if (Console.IsErrorRedirected)
            result = await export(new ExportDisplay(null));
        else
            result = await AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }).Progress()
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .StartAsync(context => export(new ExportDisplay(context.AddTask("export"))));
        foreach (var gap in result.Gaps)
            Console.Error.WriteLine(gap);
        Console.Error.WriteLine($"{result.Pictures} pictures{(result.Files.Count == 0 ? "" : $" in {string.Join(", ", result.Files)}")}");
    }

    public void Report(ExportProgress value)
    {
        var part = value.Whole > TimeSpan.Zero ? value.Done / value.Whole : 1;
        if (bar is not null)
            bar.Value = part * bar.MaxValue;
        else if (time.GetElapsedTime(lastLine) >= BetweenLines)
        {
            lastLine = time.GetTimestamp();
            Console.Error.WriteLine($"{part:0%}: {value.Done:hh\\:mm\\:ss} of {value.Whole:hh\\:mm\\:ss}, {value.Pictures} pictures");
        }
    }
}
