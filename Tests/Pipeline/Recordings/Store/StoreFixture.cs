using Microsoft.Extensions.Time.Testing;
using Scanout.Pipeline.Recordings.Store;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Recordings.Store;

/// <summary>A directory for recordings that goes with its test, and what is needed to have a store in it.</summary>
sealed class StoreFixture : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 26, 7, 43, 8, 123, TimeSpan.Zero);

    readonly TemporaryDirectory parent = new();

    public string Path => System.IO.Path.Combine(parent.Path, "recordings");

    public FakeTimeProvider Time { get; } = new(Start);

    public RecordedLog Log { get; } = new();

    public TroubledCalls Calls { get; } = new();

    public RecordingStore Open(long? maxBytes = null, TimeSpan? maxAge = null, long keepFreeBytes = 0) =>
        new(new() { Directory = Path, MaxBytes = maxBytes, MaxAge = maxAge, KeepFreeBytes = keepFreeBytes }, Time, Log, Calls);

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A file that is there already, changed last so long ago.</summary>
    public string Put(string name, int bytes, TimeSpan age = default)
    {
        var path = File(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, new byte[bytes]);
        System.IO.File.SetLastWriteTimeUtc(path, (Time.GetUtcNow() - age).UtcDateTime);
        return path;
    }

    /// <summary>A segment that was written and closed.</summary>
    public static string Write(RecordingStore store, string display, int bytes)
    {
        using var segment = store.Create(display, Start);
        segment.Append(new byte[bytes]);
        return segment.Path;
    }

    /// <summary>What is there, as names below the directory.</summary>
    public IEnumerable<string> Names() =>
        Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).Select(file => System.IO.Path.GetRelativePath(Path, file))
            .Where(name => name != ".lock").Order(StringComparer.Ordinal);

    public long FileBytes() => Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);

    public void Dispose() => parent.Dispose();
}
