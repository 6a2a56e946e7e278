using Scanout.Pipeline.Devices.Vfio.Doctor;

namespace Scanout.Hosting.Doctor;

/// <summary>Whether there is room for videos, which are made in the system's directory for temporary files before they go to who asked.</summary>
static class ExportsExamination
{
    const long SomeBytes = 1L << 30;

    /// <param name="directory">For temporary files.</param>
    /// <param name="freeBytes">What its file system has free.</param>
    public static Finding Examine(string directory, long freeBytes) => freeBytes >= SomeBytes
        ? new(Severity.Good, "exports", $"{directory} has {freeBytes >> 20} MiB free for videos")
        : new(
            Severity.Note, "exports", $"{directory} has {freeBytes >> 20} MiB free: long videos that a page asks for fail",
            "make room there, or have the service's TMPDIR elsewhere (Environment=TMPDIR=/var/lib/scanout/exports in a drop-in)");
}
