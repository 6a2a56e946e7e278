using System.CommandLine;
using System.CommandLine.Parsing;
using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices.Demo;

namespace Scanout.Hosting.Cli;

/// <summary><c>scanout demo-region</c>: publishes a moving picture as a display region, until it is told to stop.</summary>
static class DemoRegionCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The region; removed at the end." };
        var size = new Option<string>("--size") { Description = "In pixels.", HelpName = "WxH", DefaultValueFactory = _ => "1280x720" };
        var rate = new Option<int>("--rate") { Description = "Pictures a second, 1 to 240.", HelpName = "HZ", DefaultValueFactory = _ => 30 };
        var scene = new Option<string>("--scene")
        {
            Description = $"One of {string.Join(", ", DemoScenes.Names)}.", HelpName = "NAME", DefaultValueFactory = _ => "desktop",
        };
        size.Validators.Add(result =>
        {
            if (TokenOf(result) is { } text && !TryParseSize(text, out _, out _))
                result.AddError($"--size takes WxH, each 1 to {PlaneLayout.MaxSidePixels}");
        });
        rate.Validators.Add(result =>
        {
            if (TokenOf(result) is { } text && (!int.TryParse(text, out var hertz) || hertz is < 1 or > 240))
                result.AddError("--rate takes 1 to 240");
        });
        scene.AcceptOnlyFromAmong([.. DemoScenes.Names]);
        var command = new Command("demo-region", "Publishes a moving demo picture as a display region.") { file, size, rate, scene };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            _ = TryParseSize(parsed.GetValue(size), out var width, out var height);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var signal = TerminationSignal.Cancelling(ending);
            await DemoPublisher.RunAsync(
                parsed.GetValue(file)!, parsed.GetValue(scene)!, width, height, parsed.GetValue(rate), TimeProvider.System, ending.Token);
            return ExitCodes.Success;
        });
        return command;
    }

    static string? TokenOf(OptionResult result) => result.Tokens.Count > 0 ? result.Tokens[0].Value : null;

    static bool TryParseSize(string? text, out int width, out int height)
    {
        var parts = text?.Split('x') ?? [];
        height = 0;
        return int.TryParse(parts.ElementAtOrDefault(0), out width) & int.TryParse(parts.ElementAtOrDefault(1), out height)
            && parts.Length == 2 && width is >= 1 and <= PlaneLayout.MaxSidePixels && height is >= 1 and <= PlaneLayout.MaxSidePixels;
    }
}
