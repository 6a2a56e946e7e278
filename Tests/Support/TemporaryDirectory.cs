namespace Scanout.Tests.Support;

/// <summary>A directory that goes with its test.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("scanout-test").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
