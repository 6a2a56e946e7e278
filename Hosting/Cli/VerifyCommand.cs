using System.CommandLine;
using Scanout.Codecs.Recording;
using Scanout.Hosting.Web.Recordings;
using Scanout.Pipeline.Recordings;
using Scanout.Pipeline.Recordings.Store;

namespace Scanout.Hosting.Cli;

/// <summary><c>scanout verify</c>: checks a recording's sums, records and chain; of a directory, also the chain from one segment to the next.</summary>
static class VerifyCommand
{
    public static Command Create()
    {
        var (file, key) = (RecordingOptions.File("The recording, or the directory of a display's recordings."), RecordingOptions.Key());
        var command = new Command("verify", "Checks a recording's sums and its chain; fails where they do.") { file, key };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(
            Run(
                parsed.GetValue(file)!, RecordingOptions.ReadKey(parsed.GetValue(key)), Console.Out, Console.Error, cancellationToken)));
        return command;
    }

    internal static int Run(string path, byte[]? secret, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var isGood = true;
        Digest? before = null;
        var isFirst = true;
        foreach (var file in FilesOf(path))
        {
            var check = RecordingOptions.Told(() => SegmentVerification.Run(file, secret, cancellationToken));
            foreach (var fault in Faults(file, check, before))
            {
                errors.WriteLine($"scanout: {fault}");
                isGood = false;
            }
            output.WriteLine($"{file}: {check.PictureCount} pictures, {RecordingRecord.StateOf(check.State)}, last link {check.LastLink}");
            if (!isFirst && check.Previous is null)
                errors.WriteLine($"scanout: {file}: the chain begins anew here: whether a segment before it was removed can't be told");
            // One that is damaged in its middle has its end all the same; of one that has none nothing is known of what should follow.
            before = check.EndLink ?? (check.Faults.Count == 0 ? check.LastLink : null);
            isFirst = false;
        }
        return isGood ? ExitCodes.Success : ExitCodes.Failure;
    }

    static IEnumerable<SegmentFault> Faults(string file, SegmentVerification check, Digest? before)
    {
        foreach (var fault in check.Faults)
            yield return fault;
        if (check.State == SegmentState.Torn && check.Faults.Count == 0)
            yield return new SegmentFault(file, check.EndOffset, "the recording was not closed; what follows is no whole chunk (scanout repair makes it whole)");
        // The first of a directory has one before it that was deleted for its age.
        if (before is { } link && check.Previous is { } previous && previous != link)
            yield return new SegmentFault(file, 0, "it does not follow on the segment before it: one between them was removed, or that one was changed");
    }

    static List<string> FilesOf(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        var files = RecordingFiles.In(path).Where(RecordingFiles.IsBegun).ToList();
        return files.Count > 0 ? files : throw new CommandException($"{path} has no recordings");
    }
}
