using System.CommandLine;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Regions;
using Scanout.Pipeline.Frames;

namespace Scanout.Hosting.Cli;

/// <summary><c>scanout snapshot</c>: a PNG of a display, asked of the running service or read straight from a region.</summary>
static class SnapshotCommand
{
    /// <summary>How long a region's publisher may take to answer a capture request.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static Command Create()
    {
        var config = CommandOptions.Config();
        var names = new Argument<string[]>("NAME OUT.png")
        {
            Description = "The display, and the file to write; with --region, the file alone will do.", Arity = new ArgumentArity(1, 2),
        };
        var region = new Option<string?>("--region") { Description = "Read this region, without a service.", HelpName = "FILE" };
        var web = CommandOptions.Web();
        var command = new Command("snapshot", "Writes a PNG of a display.") { names, region, web, config };
        command.Validators.Add(result =>
        {
            if (result.GetValue(region) is null && result.GetValue(names)?.Length == 1)
                result.AddError("name the display, then the file to write");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var png = new MemoryStream();
            var given = parsed.GetValue(names)!;
            if (parsed.GetValue(region) is { } file)
                await ReadRegionAsync(file, png, cancellationToken);
            else
            {
                using var service = ApiClient.Of(parsed.GetValue(web), parsed.GetValue(config));
                await png.WriteAsync(await service.GetSnapshotAsync(given[0], cancellationToken), cancellationToken);
            }
            await File.WriteAllBytesAsync(given[^1], png.ToArray(), cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }

    static async Task ReadRegionAsync(string path, Stream png, CancellationToken cancellationToken)
    {
        using var surface = new Surface(Path.GetFileNameWithoutExtension(path), new TilePool(), TimeProvider.System);
        using var capture = new DisplayCapture(Open(path), surface);
        var began = TimeProvider.System.GetTimestamp();
        var outcome = capture.Poll();
        while (outcome == CaptureOutcome.Pending && TimeProvider.System.GetElapsedTime(began) < Patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), cancellationToken);
            outcome = capture.Poll();
        }
        var frame = surface.Acquire() ?? throw new CommandException(outcome switch
        {
            CaptureOutcome.Disabled => "the display is switched off",
            CaptureOutcome.Pending => "the region's publisher does not answer",
            _ => capture.Reason ?? "there is no picture",
        });
        try
        {
            FramePng.Write(frame, frame.WidthPixels, png);
        }
        finally
        {
            frame.Release();
        }
    }

    static IDisplayDevice Open(string path)
    {
        try
        {
            return new RegionSource(path, TimeProvider.System).Open();
        }
        catch (DeviceException refusal)
        {
            throw new CommandException(refusal.Message, refusal);
        }
    }
}
