using Scanout.Pipeline.Devices.Vfio.Doctor;

namespace Scanout.Hosting.Doctor;

/// <summary>Whether the web's pages are there, and what of them npm fetches.</summary>
static class PagesExamination
{
    /// <summary>Where the build puts what the console page loads.</summary>
    const string Viewer = "novnc/core/rfb.js";

    /// <param name="directory">The program's pages.</param>
    public static Finding Examine(string directory) =>
        !Directory.Exists(directory)
            ? new(Severity.Note, "pages", $"{directory} is not there: the web has its API alone", "build the program again")
            : !File.Exists(Path.Combine(directory, Viewer))
                ? new(Severity.Note, "pages", "the viewer in the browser (noVNC) is not there", "build the program on a machine that has npm")
                : new(Severity.Good, "pages", "they are there, the viewer in the browser too");
}
