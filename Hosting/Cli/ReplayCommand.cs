using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Scanout.Hosting.Web.Playbacks;
using Spectre.Console;

namespace Scanout.Hosting.Cli;

/// <summary>
/// <c>scanout replay</c>: has the running service play a display's past as another display, while the display itself goes on; lists what is
/// played, and controls it.
/// </summary>
static class ReplayCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("NAME")
        {
            Description = "The display whose past is to be played; or what is played, to control it. Without it, lists what is played.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var from = RecordingOptions.Moment("--from", "Where to begin. A minute before the end, where nothing is said.");
        var pause = new Option<bool>("--pause") { Description = "Stop at the picture that is shown." };
        var resume = new Option<bool>("--resume") { Description = "Go on." };
        var seek = RecordingOptions.Moment("--seek", "Go to another moment.");
        var speed = RecordingOptions.Speed();
        var stop = new Option<bool>("--stop") { Description = "End it, and disconnect who watches it." };
        var json = new Option<bool>("--json") { Description = "As JSON, as the API tells it." };
        var web = CommandOptions.Web();
        var config = CommandOptions.Config();
        var command = new Command(
            "replay", "Plays the past of a display of the running service as another display, and controls what is played.")
        {
            name, from, pause, resume, seek, speed, stop, json, web, config,
        };
        command.Validators.Add(result =>
        {
            var controls = result.GetValue(pause) || result.GetValue(resume)
                || result.GetValue(seek) is not null || IsGiven(result, speed);
            if ((controls || result.GetValue(stop) || result.GetValue(from) is not null) && result.GetValue(name) is null)
                result.AddError("name the display, or what is played");
            else if (result.GetValue(from) is not null && (controls || result.GetValue(stop)))
                result.AddError("--from begins another playback: to control one, use --seek");
            else if (controls && result.GetValue(stop) || result.GetValue(pause) && result.GetValue(resume))
                result.AddError("--stop, and --pause and --resume, are not for one call");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var service = ApiClient.Of(parsed.GetValue(web), parsed.GetValue(config));
            var isJson = parsed.GetValue(json);
            if (parsed.GetValue(name) is not { } named)
            {
                if (isJson)
                    Console.WriteLine(await service.GetPlaybacksJsonAsync(cancellationToken));
                else
                    WriteTable(await service.GetPlaybacksAsync(cancellationToken));
                return ExitCodes.Success;
            }
            if (parsed.GetValue(stop))
            {
                await service.EndPlaybackAsync(named, cancellationToken);
                return ExitCodes.Success;
            }
            var change = new PlaybackChange(
                parsed.GetValue(pause) ? true : parsed.GetValue(resume) ? false : null, parsed.GetValue(speed),
                parsed.GetValue(seek) is { } moment ? JsonSerializer.SerializeToElement(moment) : null);
            var played = change == new PlaybackChange()
                ? await service.PlayPastAsync(new PlaybackWish(named, parsed.GetValue(from)), cancellationToken)
                : await service.ChangePlaybackAsync(named, change, cancellationToken);
            Console.WriteLine(isJson ? JsonSerializer.Serialize(played, JsonSerializerOptions.Web) : LineOf(played));
            return ExitCodes.Success;
        });
        return command;
    }

    static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };

    /// <summary>As the service tells of its displays, with the moment that is shown.</summary>
    static string LineOf(PlaybackRecord played)
    {
        var address = played.Vnc is { } vnc ? $" vnc {vnc.Address}:{vnc.Port}" : "";
        var moment = $"{played.Position.LocalDateTime:yyyy-MM-dd'T'HH:mm:ss.fff}";
        return $"scanout: display {played.Name}{address} shows {moment}{(played.Paused ? ", paused" : "")}";
    }

    static void WriteTable(PlaybackRecord[] playbacks)
    {
        // Into a file or a pipe a row is a line, however long.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 1000;
        var table = new Table { Border = TableBorder.Simple };
        foreach (var heading in (string[])["name", "vnc", "shows", "from", "to", "speed", "state", "source"])
            table.AddColumn(new TableColumn(heading) { NoWrap = heading != "source" });
        foreach (var played in playbacks)
            table.AddRow(
                Markup.Escape(played.Name), played.Vnc is { } vnc ? $"{vnc.Address}:{vnc.Port}" : "", TimeOf(played.Position),
                TimeOf(played.Start), TimeOf(played.End), string.Create(CultureInfo.InvariantCulture, $"{played.Speed:0.##}"),
                played.Paused ? "paused" : played.Growing ? "plays, is recorded" : "plays", Markup.Escape(played.Source));
        AnsiConsole.Write(table);
    }

    static string TimeOf(DateTimeOffset time) => $"{time.LocalDateTime:yyyy-MM-dd HH:mm:ss}";
}
