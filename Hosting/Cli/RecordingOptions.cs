using System.CommandLine;
using System.Globalization;
using Scanout.Pipeline.Devices.Replay;
using Scanout.Pipeline.Recordings;

namespace Scanout.Hosting.Cli;

/// <summary>What the commands on recordings' files have in common.</summary>
static class RecordingOptions
{
    public static Argument<string> File(string description) => new("FILE") { Description = description };

    public static Option<string?> Key() => new("--key")
    {
        Description = "The key file of recordings that are sealed.", HelpName = "FILE",
    };

    /// <summary>A moment of a recording.</summary>
    public static Option<string?> Moment(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "TIME" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !RecordingMoment.TryParse(result.Tokens[0].Value, out _))
                result.AddError($"{name} takes {RecordingMoment.Expected}");
        });
        return option;
    }

    /// <summary>How fast a recording is played.</summary>
    public static Option<double?> Speed()
    {
        var option = new Option<double?>("--speed")
        {
            Description = string.Create(
                CultureInfo.InvariantCulture, $"Seconds of the recording in a second, {Playback.SlowestSpeed} to {Playback.FastestSpeed}."),
            HelpName = "X",
            CustomParser = result => TryParseSpeed(result.Tokens[0].Value, out var speed) ? speed : null,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !TryParseSpeed(result.Tokens[0].Value, out _))
                result.AddError(string.Create(
                    CultureInfo.InvariantCulture, $"--speed takes {Playback.SlowestSpeed} to {Playback.FastestSpeed}"));
        });
        return option;
    }

    static bool TryParseSpeed(string text, out double speed) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out speed) && Playback.IsSpeed(speed);

    /// <summary>The key file's bytes; null where none is named.</summary>
    public static byte[]? ReadKey(string? path) => path is null ? null : Told(() => RecordingKey.Read(path));

    /// <summary>What can't be read as a recording is one line on standard error.</summary>
    public static T Told<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (RecordingException unreadable)
        {
            throw new CommandException(unreadable.Message, unreadable);
        }
    }
}
