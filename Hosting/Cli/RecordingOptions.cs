using System.CommandLine;
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
