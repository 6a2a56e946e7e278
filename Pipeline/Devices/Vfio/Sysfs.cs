namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>Reads sysfs, of which anything may be gone, unreadable or not what it was expected to be at any moment: then there is nothing.</summary>
static class Sysfs
{
    /// <summary>The names in a directory, in order.</summary>
    internal static IReadOnlyList<string> Names(string directory)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(directory).Select(entry => Path.GetFileName(entry)!).Order(StringComparer.Ordinal)];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The last part of what a link leads to: how sysfs names a driver, a group, a type.</summary>
    internal static string? LinkName(string path)
    {
        try
        {
            return Path.GetFileName(new FileInfo(path).LinkTarget);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>An attribute's text, without the line's end.</summary>
    internal static string? Text(string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\n');
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
