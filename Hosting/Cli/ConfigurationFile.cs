using Scanout.Hosting.Configuration;

namespace Scanout.Hosting.Cli;

/// <summary>Reads the configuration for a command, and reports its faults, one line each.</summary>
static class ConfigurationFile
{
    public static SettingsResult Load(string? path, params IEnumerable<(string Path, string Value)> overrides) =>
        SettingsLoader.Load(path, overrides, EnvironmentVariables());

    /// <summary>The settings, or an end of the command with what is wrong with them.</summary>
    public static ScanoutSettings LoadOrFail(string? path)
    {
        var loaded = Load(path);
        return loaded.Settings ?? throw new CommandException(string.Join("; ", loaded.Faults));
    }

    /// <summary>Writes every fault to standard error.</summary>
    public static int Report(SettingsResult loaded)
    {
        foreach (var fault in loaded.Faults)
            Console.Error.WriteLine(fault);
        return ExitCodes.BadConfiguration;
    }

    static Dictionary<string, string?> EnvironmentVariables()
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
            variables[(string)variable.Key] = (string?)variable.Value;
        return variables;
    }
}
