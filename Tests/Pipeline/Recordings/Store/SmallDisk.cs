using System.Runtime.InteropServices;

namespace Scanout.Tests.Pipeline.Recordings.Store;

/// <summary>A file system of a few pages, mounted on a directory of its own.</summary>
sealed partial class SmallDisk : IDisposable
{
    const int MountDetach = 2;

    public SmallDisk(int bytes)
    {
        Path = Directory.CreateTempSubdirectory("scanout-disk").FullName;
        if (Mount("none", Path, "tmpfs", 0, $"size={bytes}") == 0)
            return;
        Directory.Delete(Path);
        throw new IOException("no file system can be mounted here");
    }

    /// <summary>Whether this user may.</summary>
    public static bool IsPermitted { get; } = Try();

    public string Path { get; }

    public void Dispose()
    {
        _ = Unmount(Path, MountDetach);
        Directory.Delete(Path);
    }

    static bool Try()
    {
        try
        {
            new SmallDisk(4096).Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, nuint flags, string options);

    [LibraryImport("libc", EntryPoint = "umount2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}
