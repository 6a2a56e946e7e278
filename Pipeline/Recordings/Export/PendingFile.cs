namespace Scanout.Pipeline.Recordings.Export;

/// <summary>
/// A file that has another name until it is whole, beside the one that it will have; if it does not come to that, it is gone.
/// </summary>
sealed class PendingFile : IDisposable
{
    readonly string path;
    bool isKept;

    /// <summary>Makes it, empty: so a place where nothing can be written is known at once.</summary>
    public PendingFile(string path)
    {
        this.path = path;
        var full = Path.GetFullPath(path);
        TemporaryPath = Path.Combine(Path.GetDirectoryName(full) ?? "/", $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}");
        new FileStream(TemporaryPath, FileMode.CreateNew).Dispose();
    }

    /// <summary>Where it is until then.</summary>
    public string TemporaryPath { get; }

    /// <summary>Gives it its name; what had that name is replaced.</summary>
    public string Keep()
    {
        File.Move(TemporaryPath, path, overwrite: true);
        isKept = true;
        return path;
    }

    public void Dispose()
    {
        if (!isKept)
            File.Delete(TemporaryPath);
    }
}
