using Scanout.Hosting.Configuration.Hocon;

namespace Scanout.Hosting.Configuration;

/// <summary>
/// The directory of recordings, made ready for the service. For <c>serve</c> alone: other commands read the same configuration, and may be
/// somebody else's who has no business there.
/// </summary>
static class RecordingDirectory
{
    /// <summary>What displays showed is for the service's user alone.</summary>
    const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>ENOSPC and EDQUOT: a full disk is no fault of the configuration.</summary>
    static readonly int[] NoRoom = [28, 122];

    /// <summary>Makes it where it is not there, and tries whether files can be made in it; null where all is well.</summary>
    public static HoconFault? Prepare(RecordingSettings settings, HoconObject tree)
    {
        if (settings.Directory.Length == 0)
            return null;
        try
        {
            Directory.CreateDirectory(settings.Directory, Mode);
            using var trial = new FileStream(Path.Combine(settings.Directory, $".trial-{Environment.ProcessId}"), new FileStreamOptions
            {
                Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose,
            });
            return null;
        }
        catch (IOException failure) when (NoRoom.Contains(failure.HResult))
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new HoconFault(
                "scanout.recording.directory", $"'{settings.Directory}' can't be made or written: {failure.Message}", OriginIn(tree));
        }
    }

    static HoconOrigin OriginIn(HoconObject tree) =>
        ((tree.Value("scanout") as HoconObject)?.Value("recording") as HoconObject)?.Value("directory")?.Origin ?? tree.Origin;
}
