using System.CommandLine;
using Scanout.Pipeline.Recordings;
using Scanout.Pipeline.Recordings.Export;

namespace Scanout.Hosting.Cli;

/// <summary><c>scanout export</c>: makes of a recording, or of a part of it, a video or a picture that other programs read.</summary>
static class ExportCommand
{
    public static Command Create()
    {
        var file = RecordingOptions.File("The recording, or the directory of a display's recordings.");
        var target = new Argument<string>("OUT")
        {
            Description = "OUT.mkv without loss, OUT.mp4 for every player, OUT.png of one moment, OUT.y4m uncompressed; "
                + "- is y4m on standard output.",
        };
        var from = RecordingOptions.Moment("--from", "From when on; of a picture, its moment.");
        var to = RecordingOptions.Moment("--to", "Until when.");
        var resize = new Option<string>("--resize")
        {
            Description = "Pictures of several sizes: scale fits them into the largest, split makes a file of each.",
            HelpName = "scale|split", DefaultValueFactory = _ => "scale",
        };
        resize.AcceptOnlyFromAmong("scale", "split");
        var codec = new Option<string?>("--codec")
        {
            Description = "Of an mkv: x264 and ffv1 need ffmpeg; zmbv is Scanout's own, and what is taken without ffmpeg.",
            HelpName = "x264|zmbv|ffv1",
        };
        codec.AcceptOnlyFromAmong("x264", "zmbv", "ffv1");
        var rate = new Option<int>("--rate")
        {
            Description = "Pictures a second of y4m, and at most of mp4: 1 to 240.", HelpName = "N", DefaultValueFactory = _ => 30,
        };
        rate.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var given) || given is < 1 or > 240))
                result.AddError("--rate takes 1 to 240");
        });
        var noCursor = new Option<bool>("--no-cursor") { Description = "The cursor is left out." };
        var key = RecordingOptions.Key();
        var command = new Command("export", "Writes a recording, or a part of it, as video or picture.")
        {
            file, target, from, to, resize, codec, rate, noCursor, key,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(target)!;
            var settings = new ExportSettings
            {
                Format = FormatOf(path),
                Codec = parsed.GetValue(codec) is { } name ? Enum.Parse<ExportCodec>(name, ignoreCase: true) : null,
                Resize = Enum.Parse<ExportResize>(parsed.GetValue(resize)!, ignoreCase: true),
                PicturesPerSecond = parsed.GetValue(rate),
                WithCursor = !parsed.GetValue(noCursor),
            };
            if (path == "-" && settings.Resize == ExportResize.Split)
                throw new CommandException("standard output can't be split: leave --resize at scale");
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var signal = TerminationSignal.Cancelling(ending);
            using var recording = Open(parsed.GetValue(file)!, parsed.GetValue(key));
            settings = settings with
            {
                From = On(recording, "--from", parsed.GetValue(from)), To = On(recording, "--to", parsed.GetValue(to)),
            };
            return await RunAsync(recording, settings, path, ending.Token);
        });
        return command;
    }

    static async Task<int> RunAsync(RecordingTimeline recording, ExportSettings settings, string path, CancellationToken cancellationToken)
    {
        try
        {
            await ExportDisplay.ShowAsync(async progress =>
            {
                if (path != "-")
                    return await RecordingExport.RunAsync(recording, settings, path, progress, cancellationToken);
                await using var output = Console.OpenStandardOutput();
                return await RecordingExport.WriteY4mAsync(recording, settings, output, progress, cancellationToken);
            });
        }
        catch (ExportException failure)
        {
            throw new CommandException(recording.Fault is { } why ? $"{failure.Message} ({why})" : failure.Message, failure);
        }
        catch (OperationCanceledException)
        {
            throw new CommandException("stopped; nothing was written");
        }
        if (recording.Fault is not { } fault)
            return ExitCodes.Success;
        Console.Error.WriteLine($"scanout: what could be read was exported, and this could not: {fault}");
        return ExitCodes.Failure;
    }

    /// <summary>Opens a recording, with its key where it is encrypted.</summary>
    static RecordingTimeline Open(string path, string? keyFile) => RecordingOptions.Told(() => RecordingTimeline.Open(path, keyFile));

    static ExportFormat FormatOf(string path) => path == "-" ? ExportFormat.Y4m : Path.GetExtension(path) switch
    {
        ".mkv" => ExportFormat.Mkv,
        ".mp4" => ExportFormat.Mp4,
        ".png" => ExportFormat.Png,
        ".y4m" => ExportFormat.Y4m,
        _ => throw new CommandException($"'{path}' ends with none of .mkv, .mp4, .png, .y4m"),
    };

    static TimeSpan? On(RecordingTimeline recording, string option, string? text)
    {
        if (!RecordingMoment.TryParse(text, out var moment))
            return null;
        return moment.On(recording.Start, recording.End, recording.WallClock, recording.Moment, TimeZoneInfo.Local)
            ?? throw new CommandException($"{option}: the clock never showed {text}");
    }
}
