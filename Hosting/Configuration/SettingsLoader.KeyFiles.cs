namespace Scanout.Hosting.Configuration;

/// <summary>Files that a secret is in: of recordings, and of the cluster.</summary>
public static partial class SettingsLoader
{
    const int LeastKeyBytes = 32;

    /// <summary>The key itself is read by whoever uses it; that it is one, and is kept secret, is looked at now.</summary>
    static string? ReadKeyFile(SettingsSection section)
    {
        if (section.OptionalText("key-file") is not { } file)
            return null;
        var facts = new FileInfo(file);
        if (!facts.Exists)
            section.Fault("key-file", $"'{file}' is not there; head -c 32 /dev/urandom makes a key");
        else if (facts.Length < LeastKeyBytes)
            section.Fault("key-file", $"'{file}' has {facts.Length} bytes, fewer than the {LeastKeyBytes} that a key has at least");
        else if (IsOpenToOthers(file, UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite))
            section.Fault("key-file", $"'{file}' can be read or written by others than its owner: chmod 600");
        return file;
    }
}
