using System.CommandLine;
using Scanout.Pipeline.Recordings;

namespace Scanout.Hosting.Cli;

/// <summary><c>scanout repair</c>: makes a torn recording whole, in its place.</summary>
static class RepairCommand
{
    public static Command Create()
    {
        var (file, key) = (RecordingOptions.File("The torn recording."), RecordingOptions.Key());
        var command = new Command("repair", "Makes a recording whole that was not closed: after a crash, or on a full disk.") { file, key };
        command.SetAction((parsed, cancellationToken) =>
        {
            var (path, secret) = (parsed.GetValue(file)!, RecordingOptions.ReadKey(parsed.GetValue(key)));
            var repair = RecordingOptions.Told(() => SegmentRepair.Run(path, secret, cancellationToken));
            Console.WriteLine(repair.WasTorn
                ? $"{path}: {repair.PictureCount} pictures in {repair.Duration:c}; {repair.CutBytes} bytes of a chunk that was not whole were cut off"
                : $"{path}: nothing to do, it is whole");
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }
}
