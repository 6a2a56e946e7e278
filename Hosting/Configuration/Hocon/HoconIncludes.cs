namespace Scanout.Hosting.Configuration.Hocon;

/// <summary>Reads files and what they include, with a bound on each file and an end to files that include each other.</summary>
sealed class HoconIncludes
{
    const int MaxNesting = 16;
    const long MaxFileBytes = 4 << 20;

    readonly Stack<string> open = new();

    /// <summary>A file that must be there.</summary>
    public HoconObject? ReadFile(string path, List<HoconFault> faults) =>
        Read(path, new HoconOrigin(path, 0, 0), isRequired: true, [], faults);

    /// <summary>A file named by another, or by nobody yet; null where it is not there or can't be read.</summary>
    public HoconObject? Read(string file, HoconOrigin includer, bool isRequired, IEnumerable<string> scope, List<HoconFault> faults)
    {
        var directory = open.Count > 0 ? Path.GetDirectoryName(open.Peek()) ?? "" : Environment.CurrentDirectory;
        var path = Path.GetFullPath(file, directory);
        if (open.Contains(path))
            return Fault($"'{file}' includes itself");
        if (open.Count == MaxNesting)
            return Fault($"files include each other deeper than {MaxNesting}");
        try
        {
            if (!isRequired && !File.Exists(path))
                return null;
            if (new FileInfo(path) is { Exists: true, Length: > MaxFileBytes })
                return Fault($"'{file}' is longer than {MaxFileBytes} bytes");
            var text = File.ReadAllText(path);
            open.Push(path);
            var tree = new HoconParser(text, file, scope, this, faults).Parse();
            open.Pop();
            return tree;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Fault($"'{file}' can't be read: {failure.Message}");
        }

        HoconObject? Fault(string problem)
        {
            faults.Add(new HoconFault("", problem, includer));
            return null;
        }
    }
}
