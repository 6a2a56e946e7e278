namespace Scanout.Tests.Architecture;

/// <summary>The project's own files.</summary>
static class SourceTree
{
    /// <summary>The rooms of the product, the lower first.</summary>
    public static readonly string[] Rooms = ["Codecs", "Pipeline", "Actors", "Hosting"];

    public static string Root { get; } = FindRoot();

    /// <summary>Every C# file below a folder of the root, as a path from the root, with its lines.</summary>
    public static IEnumerable<(string Path, string[] Lines)> Sources(params string[] folders) =>
        from folder in folders
        from file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Root, file)
        where !path.Split('/').Any(part => part is "bin" or "obj")
        select (path, File.ReadAllLines(file));

    static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "Pipeline.sln")))
            directory = directory.Parent;
        return directory.FullName;
    }
}
