using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Scanout.Codecs.Recording;
using Scanout.Hosting.Web.Recordings;
using Scanout.Pipeline.Recordings;

namespace Scanout.Hosting.Cli;

/// <summary><c>scanout info</c>: what a recording's file says of itself.</summary>
static class InfoCommand
{
    public static Command Create()
    {
        var (file, key) = (RecordingOptions.File("The recording."), RecordingOptions.Key());
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("info", "Tells what a recording's file says of itself.") { file, json, key };
        command.SetAction(parsed =>
        {
            var secret = RecordingOptions.ReadKey(parsed.GetValue(key));
            var found = RecordingOptions.Told(() => SegmentInspection.Read(parsed.GetValue(file)!, secret));
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(InfoRecord.Of(found), JsonSerializerOptions.Web));
            else
                foreach (var (name, value) in Lines(found))
                    Console.WriteLine($"{name,-10} {value}");
            return ExitCodes.Success;
        });
        return command;
    }

    static IEnumerable<(string Name, string Value)> Lines(SegmentInspection found)
    {
        var facts = found.Facts;
        yield return ("file", found.Path);
        yield return ("display", facts.DisplayId is null ? facts.Display : $"{facts.Display} ({facts.DisplayId})");
        yield return ("host", facts.Host);
        yield return ("start", SegmentFacts.TimeText(found.Start));
        yield return ("end", SegmentFacts.TimeText(found.End));
        yield return ("duration", found.Duration.ToString("c", CultureInfo.InvariantCulture));
        yield return ("state", RecordingRecord.StateOf(found.State) + (found.WasRepaired ? ", repaired" : ""));
        yield return ("bytes", $"{found.Bytes}{(found.IsPacked ? ", packed" : "")}{(found.IsSealed ? ", sealed" : "")}");
        yield return ("pictures", found.PictureCount?.ToString(CultureInfo.InvariantCulture) ?? "not counted");
        yield return ("gaps", found.GapCount?.ToString(CultureInfo.InvariantCulture) ?? "not counted");
        yield return ("number", facts.Number.ToString(CultureInfo.InvariantCulture));
        yield return ("previous", facts.Previous ?? "none known");
        yield return ("writer", facts.Writer ?? "not told");
    }
}
