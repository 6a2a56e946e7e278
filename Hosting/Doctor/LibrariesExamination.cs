using System.Runtime.InteropServices;
using Scanout.Hosting.Configuration;
using Scanout.Pipeline.Devices.Vfio.Doctor;

namespace Scanout.Hosting.Doctor;

/// <summary>Whether the libraries and programs of other people are there that something is made with.</summary>
/// <param name="isLibrary">Whether a library of that name can be loaded.</param>
/// <param name="isProgram">Whether a program of that name is found.</param>
sealed class LibrariesExamination(Func<string, bool> isLibrary, Func<string, bool> isProgram)
{
    public static LibrariesExamination OfHost { get; } = new(IsLibraryOfHost, IsProgramOfHost);

    public IEnumerable<Finding> Examine(ScanoutSettings settings)
    {
        var records = settings.Recording.Directory.Length > 0;
        yield return Tell("liblz4.so.1", isLibrary, records || settings.Spice.Enabled, "recordings and SPICE need it", "apt install liblz4-1");
        yield return Tell("libzstd.so.1", isLibrary, records && settings.Recording.Pack, "recordings are packed by it", "apt install libzstd1");
        yield return Tell(
            "libturbojpeg.so.0", isLibrary, isNeeded: false, "without it there is no JPEG: VNC's Tight, SPICE's streams and the wall's cards go without",
            "apt install libturbojpeg0");
        yield return Tell("ffmpeg", isProgram, isNeeded: false, "without it no videos are exported, except with --codec zmbv", "apt install ffmpeg");
    }

    static Finding Tell(string name, Func<string, bool> isThere, bool isNeeded, string purpose, string remedy) => isThere(name)
        ? new(Severity.Good, name, "it is there")
        : new(isNeeded ? Severity.Obstacle : Severity.Note, name, $"it is not there; {purpose}", remedy);

    static bool IsLibraryOfHost(string name)
    {
        if (!NativeLibrary.TryLoad(name, out var library))
            return false;
        NativeLibrary.Free(library);
        return true;
    }

    static bool IsProgramOfHost(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, name)));
}
