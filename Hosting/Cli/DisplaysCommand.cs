using System.CommandLine;
using Scanout.Hosting.Web;
using Scanout.Hosting.Web.Recordings;
using Spectre.Console;

namespace Scanout.Hosting.Cli;

/// <summary><c>scanout displays</c>: the displays of the running service.</summary>
static class DisplaysCommand
{
    public static Command Create()
    {
        var config = CommandOptions.Config();
        var json = new Option<bool>("--json") { Description = "As JSON, as the API tells it." };
        var web = CommandOptions.Web();
        var command = new Command("displays", "Lists the displays of the running service.") { json, web, config };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var service = ApiClient.Of(parsed.GetValue(web), parsed.GetValue(config));
            if (parsed.GetValue(json))
                Console.WriteLine(await service.GetDisplaysJsonAsync(cancellationToken));
            else
                WriteTable(await service.GetDisplaysAsync(cancellationToken));
            return ExitCodes.Success;
        });
        return command;
    }

    static void WriteTable(DisplayRecord[] displays)
    {
        // Into a file or a pipe a row is a line, however long.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 1000;
        AnsiConsole.Write(TableOf(displays));
    }

    static Table TableOf(DisplayRecord[] displays)
    {
        var table = new Table { Border = TableBorder.Simple };
        string[] headings = ["name", "state", "size", "format", "updates/s", "viewers", "recording", "vnc", "spice", "device"];
        foreach (var heading in headings)
            table.AddColumn(new TableColumn(heading) { NoWrap = heading != "device" });
        foreach (var display in displays)
            table.AddRow(
                Markup.Escape(display.Name),
                Markup.Escape(display.Reason is null ? display.State : $"{display.State}: {display.Reason}"),
                display.Width == 0 ? "" : $"{display.Width}×{display.Height}",
                display.Format, $"{display.UpdatesPerSecond:0.0}", $"{display.Viewers}", Markup.Escape(RecordingOf(display.Recorder)),
                PlaceOf(display.Vnc?.Address, display.Vnc?.Port),
                PlaceOf(display.Spice?.Address, display.Spice?.Port ?? display.Spice?.TlsPort),
                Markup.Escape(display.Device));
        return table;
    }

    static string PlaceOf(string? address, int? port) => address is null ? "" : $"{address}:{port}";

    static string RecordingOf(RecorderRecord? recorder) => recorder switch
    {
        null => "",
        { Reason: null } => recorder.State,
        _ => $"{recorder.State}: {recorder.Reason}",
    };
}
