namespace Scanout.Benchmarks.Vnc.Peers;

/// <summary>Where the sources are, seen from the built benchmark.</summary>
static class RepositoryRoot
{
    public static string Path { get; } = Find();

    static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(System.IO.Path.Combine(directory.FullName, "Pipeline.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("the benchmark does not lie in its repository");
    }
}
