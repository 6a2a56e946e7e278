using System.Runtime.InteropServices;

namespace Scanout.Hosting.Doctor;

/// <summary>What the user who asks may do with a file, without doing it (access(2)).</summary>
static partial class FileAccessRight
{
    const int Write = 2;
    const int Search = 1;

    /// <summary>Whether files may be made in a directory.</summary>
    public static bool MayWrite(string directory) => Access(directory, Write | Search) == 0;

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
