using Scanout.Tests.Architecture;

namespace Scanout.Tests.Support;

/// <summary>
/// A test against programs that somebody else wrote, or libraries, named by a file's path from the repository's root. Where one is not
/// installed it is skipped and says which; with <c>CI=true</c> it runs and so fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealPeerFactAttribute : FactAttribute
{
    public RealPeerFactAttribute(params string[] programs)
    {
        var missing = programs.Where(program => !IsInstalled(program)).ToList();
        if (missing.Count > 0 && Environment.GetEnvironmentVariable("CI") != "true")
            Skip = $"not installed: {string.Join(", ", missing)}";
    }

    static bool IsInstalled(string program) => program.Contains('/')
        ? File.Exists(Path.Combine(SourceTree.Root, program))
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, program)));
}
