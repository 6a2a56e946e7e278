namespace Scanout.Hosting.Configuration.Hocon;

/// <summary>Reads several layers of HOCON, the later laid over the earlier, and resolves them together.</summary>
public static class HoconConfiguration
{
    /// <summary>The merged tree, and every fault of its files and substitutions.</summary>
    /// <param name="defaults">The text of the bottom layer, and its name.</param>
    /// <param name="files">Files over it, which must be there.</param>
    /// <param name="overrides">Paths and values over those, as from a command line.</param>
    /// <param name="environment">What substitutions fall back on.</param>
    /// <param name="faults">Where faults go.</param>
    public static HoconObject Load(
        (string Text, string Name) defaults, IEnumerable<string> files, IEnumerable<(string Path, string Value)> overrides,
        IReadOnlyDictionary<string, string?> environment, List<HoconFault> faults)
    {
        var includes = new HoconIncludes();
        var layers = new List<HoconObject> { new HoconParser(defaults.Text, defaults.Name, [], includes, faults).Parse() };
        foreach (var file in files)
            if (includes.ReadFile(file, faults) is { } layer)
                layers.Add(layer);
        foreach (var (path, value) in overrides)
            layers.Add(new HoconParser($"{path} = \"{value.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"", "command line", [], includes, faults).Parse());
        return new HoconResolver(layers, environment, faults).Resolve();
    }

    /// <summary>One text alone.</summary>
    public static HoconObject Parse(string text, string name, List<HoconFault> faults) =>
        Load((text, name), [], [], new Dictionary<string, string?>(), faults);
}
