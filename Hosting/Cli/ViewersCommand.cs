using System.CommandLine;
using Scanout.Hosting.Web.Viewers;
using Spectre.Console;

namespace Scanout.Hosting.Cli;

/// <summary><c>scanout viewers</c>: who watches the running service's displays; disconnects one, or gives one control.</summary>
static class ViewersCommand
{
    public static Command Create()
    {
        var config = CommandOptions.Config();
        var json = new Option<bool>("--json") { Description = "As JSON, as the API tells it." };
        var disconnect = new Option<long?>("--disconnect") { Description = "Disconnect this viewer.", HelpName = "ID" };
        var control = new Option<long?>("--control")
        {
            Description = "Give this viewer control, and take it from who has it where only one may.", HelpName = "ID",
        };
        var web = CommandOptions.Web();
        var command = new Command("viewers", "Lists who watches the displays of the running service.")
        {
            json, disconnect, control, web, config,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(disconnect) is not null && result.GetValue(control) is not null)
                result.AddError("--disconnect and --control are not for one call");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var service = ApiClient.Of(parsed.GetValue(web), parsed.GetValue(config));
            if (parsed.GetValue(disconnect) is { } leaving)
                await service.DisconnectViewerAsync(leaving, cancellationToken);
            else if (parsed.GetValue(control) is { } controlling)
                await service.GiveControlAsync(controlling, cancellationToken);
            else if (parsed.GetValue(json))
                Console.WriteLine(await service.GetViewersJsonAsync(cancellationToken));
            else
                WriteTable(await service.GetViewersAsync(cancellationToken));
            return ExitCodes.Success;
        });
        return command;
    }

    static void WriteTable(ViewerRecord[] viewers)
    {
        // Into a file or a pipe a row is a line, however long.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 1000;
        var table = new Table { Border = TableBorder.Simple };
        foreach (var heading in (string[])["id", "display", "protocol", "user", "address", "since", "control"])
            table.AddColumn(new TableColumn(heading) { NoWrap = true });
        foreach (var viewer in viewers)
            table.AddRow(
                $"{viewer.Id}", Markup.Escape(viewer.Display), viewer.Protocol, Markup.Escape(viewer.User), Markup.Escape(viewer.Address),
                $"{viewer.Since.LocalDateTime:yyyy-MM-dd HH:mm:ss}",
                viewer.Controls ? "controls" : viewer.ViewOnly ? "view only" : "watches");
        AnsiConsole.Write(table);
    }
}
