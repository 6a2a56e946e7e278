using System.CommandLine;
using System.Text.Json;
using Scanout.Hosting.Web.Recordings;
using Spectre.Console;

namespace Scanout.Hosting.Cli;

/// <summary><c>scanout recordings</c>: what has been recorded. It reads the files, and needs no running service.</summary>
static class RecordingsCommand
{
    public static Command Create()
    {
        var config = CommandOptions.Config();
        var json = new Option<bool>("--json") { Description = "As JSON, as the API tells it." };
        var directory = new Option<string?>("--directory")
        {
            Description = "Where the recordings are, where it is not the configuration's directory.", HelpName = "DIR",
        };
        var command = new Command("recordings", "Lists what has been recorded.") { directory, json, config };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var list = new RecordingList();
            var recordings = await list.ReadAsync(DirectoryOf(parsed.GetValue(directory), parsed.GetValue(config)), cancellationToken);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(recordings, JsonSerializerOptions.Web));
            else
                WriteTable(recordings);
            return ExitCodes.Success;
        });
        return command;
    }

    static string DirectoryOf(string? named, string? config)
    {
        var directory = named ?? ConfigurationFile.LoadOrFail(config).Recording.Directory;
        if (directory.Length == 0)
            throw new CommandException("the configuration names no directory of recordings: name one with --directory");
        return Directory.Exists(directory) ? directory : throw new CommandException($"'{directory}' is no directory");
    }

    static void WriteTable(IReadOnlyList<RecordingRecord> recordings)
    {
        // Into a file or a pipe a row is a line, however long.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 1000;
        var table = new Table { Border = TableBorder.Simple };
        foreach (var heading in (string[])["display", "start", "end", "size", "state", "file"])
            table.AddColumn(new TableColumn(heading) { NoWrap = heading != "file", Alignment = heading == "size" ? Justify.Right : Justify.Left });
        foreach (var recording in recordings)
            table.AddRow(
                Markup.Escape(recording.Display), TimeOf(recording.Start), TimeOf(recording.End), SizeOf(recording.Bytes), recording.State,
                Markup.Escape(recording.File));
        AnsiConsole.Write(table);
    }

    static string TimeOf(DateTimeOffset? time) => time is { } moment ? $"{moment.LocalDateTime:yyyy-MM-dd HH:mm:ss}" : "";

    static string SizeOf(long bytes) => bytes switch
    {
        < 1L << 20 => $"{bytes / 1024.0:0.0} KiB",
        < 1L << 30 => $"{bytes / (double)(1L << 20):0.0} MiB",
        _ => $"{bytes / (double)(1L << 30):0.0} GiB",
    };
}
