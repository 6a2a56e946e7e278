using Scanout.Hosting.Configuration;
using Scanout.Hosting.Web.Recordings;
using Scanout.Pipeline.Devices.Vfio.Doctor;

namespace Scanout.Hosting.Doctor;

/// <summary>Whether there is a place for recordings, with room in it, and whether files in it are torn.</summary>
/// <param name="settings">Where they are to be.</param>
/// <param name="freeBytes">What the file system of a directory has free for this user.</param>
/// <param name="isServing">Whether the service runs: it repairs what is torn as it starts, and has files open.</param>
sealed class RecordingsExamination(RecordingSettings settings, Func<string, long> freeBytes, bool isServing)
{
    const string Subject = "recordings";

    public async Task<IReadOnlyList<Finding>> ExamineAsync(CancellationToken cancellationToken)
    {
        if (settings.Directory.Length == 0)
            return [new(Severity.Note, Subject, "nothing is recorded", "name a directory: scanout.recording.directory")];
        if (File.Exists(settings.Directory))
            return [new(Severity.Obstacle, Subject, $"{settings.Directory} is a file", "name a directory: scanout.recording.directory")];
        if (!Directory.Exists(settings.Directory))
            return [Missing()];
        try
        {
            List<Finding> findings = [.. WhetherWritable(), Space()];
            using var list = new RecordingList();
            var files = await list.ReadAsync(settings.Directory, cancellationToken);
            findings.Add(Files(files.Count, files.Count(file => file.State == "torn")));
            return findings;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [new(Severity.Obstacle, Subject, $"{settings.Directory} can't be read: {failure.Message}", "run the doctor as the service's user")];
        }
    }

    Finding Missing()
    {
        var parent = Path.GetDirectoryName(Path.GetFullPath(settings.Directory));
        while (parent is not null && !Directory.Exists(parent))
            parent = Path.GetDirectoryName(parent);
        return parent is not null && FileAccessRight.MayWrite(parent)
            ? new(Severity.Note, Subject, $"{settings.Directory} is not there yet", "the service makes it as it starts")
            : new(Severity.Obstacle, Subject, $"{settings.Directory} is not there, and this user can't make it", "mkdir, and chown it to the service's user");
    }

    IEnumerable<Finding> WhetherWritable()
    {
        if (!FileAccessRight.MayWrite(settings.Directory))
            yield return new(
                Severity.Obstacle, Subject, $"{settings.Directory} can't be written by this user", "chown it to the service's user, or run the doctor as that one");
        else if ((File.GetUnixFileMode(settings.Directory) & (UnixFileMode.OtherRead | UnixFileMode.OtherExecute)) != 0)
            yield return new(Severity.Note, Subject, $"{settings.Directory} is open to everybody: it has what displays showed", $"chmod o= {settings.Directory}");
    }

    Finding Space()
    {
        var free = freeBytes(settings.Directory);
        return free < settings.KeepFreeBytes
            ? new(
                Severity.Obstacle, Subject, $"the file system has {MiBOf(free)} MiB free, less than recording.keep-free's {MiBOf(settings.KeepFreeBytes)}",
                "make room, or lower keep-free")
            : settings is { MaxBytes: null, MaxAge: null }
                ? new(
                    Severity.Note, Subject, $"{MiBOf(free)} MiB are free, and nothing says how much is kept: recordings stop when they are used up",
                    "set recording.max-bytes or recording.max-age")
                : new(Severity.Good, Subject, $"{MiBOf(free)} MiB are free");
    }

    Finding Files(int all, int torn) => torn == 0
        ? new(Severity.Good, Subject, $"{all} files, none of them torn")
        : new(
            Severity.Note, Subject, $"{torn} of {all} files are torn",
            isServing ? "scanout repair FILE" : "the service repairs them as it starts; scanout repair FILE does without one");

    static long MiBOf(long bytes) => bytes >> 20;
}
