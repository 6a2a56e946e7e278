using System.Diagnostics;

namespace Scanout.Benchmarks.Recording.Displays;

/// <summary>Packs what was recorded, as the service does in the background.</summary>
static class Packing
{
    /// <summary>Every closed segment below a store's directory.</summary>
    /// <returns>What they take then, and how long that took.</returns>
    public static (long Bytes, TimeSpan Duration) Pack(string directory)
    {
        var began = Stopwatch.GetTimestamp();
        return (Directory.EnumerateFiles(directory, "*.scanout", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length),
            Stopwatch.GetElapsedTime(began));
    }
}
