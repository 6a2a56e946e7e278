namespace Scanout.Tests.Pipeline.Devices.Memory;

/// <summary>
/// This process's descriptors as the system counts them, but for the runtime's own, which come whenever it loads an assembly or starts a
/// process.
/// </summary>
static class OpenFds
{
    static readonly string[] Runtimes = [".dll", ".so", ".pdb", "/dev/urandom"];

    public static int Count() =>
        Directory.GetFileSystemEntries("/proc/self/fd").Select(path => new FileInfo(path).LinkTarget)
            .Count(link => link is not null && !link.StartsWith("pipe:", StringComparison.Ordinal)
                && !Runtimes.Any(ending => link.EndsWith(ending, StringComparison.Ordinal)));
}
